using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client.Tests;

/// <summary>Loggers that throw at each message of a level or a higher one, of all categories or of one.</summary>
public sealed class ThrowingLoggerFactory(LogLevel level = LogLevel.Warning, string? category = null) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => category is null || categoryName == category ? this : NullLogger.Instance;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new IOException("the log is full");

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
