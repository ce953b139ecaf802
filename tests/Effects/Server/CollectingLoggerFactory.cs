using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests;

/// <summary>Loggers of all categories and levels that write into one collector.</summary>
public sealed class CollectingLoggerFactory(FakeLogCollector collector) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new FakeLogger(collector, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
