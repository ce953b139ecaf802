using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Loggers whose categories end with the name of a client, such as <c>GrowthBook.Payloads.admin</c>, so that a process with several clients
/// tells them apart. A filter for <c>GrowthBook.Payloads</c> applies to them too.
/// </summary>
internal sealed class ClientLoggers : ILoggerFactory
{
    private readonly ILoggerFactory _factory;
    private readonly string _name;

    private ClientLoggers(ILoggerFactory factory, string name) => (_factory, _name) = (factory, name);

    /// <summary>The loggers of a client; those of the factory for the empty name.</summary>
    public static ILoggerFactory Of(ILoggerFactory factory, string name) => name.Length == 0 || factory is ClientLoggers ? factory : new ClientLoggers(factory, name);

    public ILogger CreateLogger(string categoryName) => _factory.CreateLogger($"{categoryName}.{_name}");

    public void AddProvider(ILoggerProvider provider) => _factory.AddProvider(provider);

    /// <summary>The factory belongs to the application.</summary>
    public void Dispose()
    {
    }
}
