using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Endurance.Checks;

/// <summary>Checks every log line of any level: none may contain a key or an identifier of a user.</summary>
internal sealed class SecretWatch(string[] secrets, Violations violations) : ILoggerFactory, ILogger
{
    private readonly ConcurrentDictionary<string, int> _lines = new();

    /// <summary>The number of lines per event.</summary>
    public IEnumerable<KeyValuePair<string, int>> Lines => _lines.OrderByDescending(line => line.Value);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception) + exception;
        foreach (var secret in secrets)
            violations.Check(!line.Contains(secret, StringComparison.Ordinal), "a secret in the log", $"event {eventId.Id}");
        violations.Check(logLevel < LogLevel.Critical, "a line of level critical", line);
        _lines.AddOrUpdate($"{logLevel} {eventId.Id} {eventId.Name}", 1, static (_, before) => before + 1);
    }

    public void Dispose()
    {
    }
}
