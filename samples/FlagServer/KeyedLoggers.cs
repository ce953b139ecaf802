namespace FlagServer;

/// <summary>Loggers whose categories name the client key, such as <c>GrowthBook.Client[sdk-dev]</c>: the files of a folder have the same faults.</summary>
internal sealed class KeyedLoggers(ILoggerFactory loggers, string key) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => loggers.CreateLogger($"{categoryName}[{key}]");

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <summary>The factory belongs to the server.</summary>
    public void Dispose()
    {
    }
}
