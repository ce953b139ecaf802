using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// A logger whose exceptions do not reach the code that logs: an evaluation never throws because of a log, and a task in the background
/// does not end because of one.
/// </summary>
internal sealed class GuardedLogger : ILogger
{
    private readonly ILogger _logger;

    private GuardedLogger(ILogger logger) => _logger = logger;

    /// <summary>Returns the guarded logger; for <c>null</c> one that logs nothing.</summary>
    public static ILogger Of(ILogger? logger) => logger switch
    {
        null => NullLogger.Instance,
        GuardedLogger => logger,
        _ => new GuardedLogger(logger),
    };

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _logger.BeginScope(state);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is no other place to report that the log fails.
        }
    }
}
