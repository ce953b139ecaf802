using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// The logger of all log messages. Its exceptions do not reach the code that logs: an evaluation never throws because of a log, and a task in
/// the background does not end because of one. Texts are escaped and cut (<see cref="PlainState"/>), so that no message can forge a line.
/// </summary>
internal sealed class GuardedLogger : ILogger
{
    private static readonly GuardedLogger None = new(NullLogger.Instance);

    private readonly ILogger _logger;

    private GuardedLogger(ILogger logger) => _logger = logger;

    /// <summary>Returns the guarded logger; for <c>null</c> one that logs nothing.</summary>
    public static GuardedLogger Of(ILogger? logger) => logger switch
    {
        null => None,
        GuardedLogger guarded => guarded,
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
            if (PlainState.Of(state) is { } plain)
                _logger.Log(logLevel, eventId, plain, exception, (texts, e) => texts.Line(formatter(state, e)));
            else
                _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is no other place to report that the log fails.
        }
    }
}
