using System.Buffers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests;

/// <summary>Whatever an object of the application throws while a payload is taken is a failed refresh, and an exception of the log is ignored.</summary>
public sealed class ThrowingPartsTests : ServerTest
{
    [Fact]
    public async Task The_memory_of_a_source_may_throw()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions { UpdateMode = PayloadUpdateMode.Manual }, new ClientServices { Source = new ReleasedSource(), TimeProvider = Time });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var failed = Assert.IsType<RefreshResult.Failed>(await client.RefreshAsync());
        Assert.Equal("taking the payload threw `ObjectDisposedException`", failed.Failure.Message);
        Assert.Equal(failed.Failure, client.Updater.LastFailure);
        Assert.Equal(2, client.Updater.ConsecutiveFailures);
        var health = await new GrowthBookHealthCheck(client).CheckHealthAsync(new HealthCheckContext());
        Assert.NotEqual(HealthStatus.Healthy, health.Status);
    }

    [Fact]
    public async Task The_memory_of_a_cache_may_throw_and_the_source_is_asked()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = new ReleasedCache() });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Null(updater.LastFailure);
    }

    [Fact]
    public async Task A_logger_may_throw_while_it_logs_a_fault_of_the_payload()
    {
        Server.Payload = """{"features":{"a":{"defaultValue":1,"rules":7}}}""";
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { LoggerFactory = new ThrowingLoggers() });
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Null(updater.LastFailure);
    }

    [Fact]
    public async Task A_subscriber_may_throw()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        updater.Subscribe(_ => throw new InvalidOperationException("a subscriber"));
        Assert.Equal(new StartResult(PayloadOrigin.Network), await StartAsync(updater));
        Assert.Null(updater.LastFailure);
    }

    private static ReadOnlyMemory<byte> Released() => new ReleasedMemory().Memory;

    private sealed class ReleasedMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(100);

        public override Span<byte> GetSpan() => throw new ObjectDisposedException("the buffer");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new ObjectDisposedException("the buffer");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class ReleasedSource : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => new(new PayloadFetch.Loaded(Released()));
    }

    private sealed class ReleasedCache : IPayloadCache
    {
        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => new(new CachedPayload(Released(), DateTimeOffset.UnixEpoch, null));

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => default;
    }

    /// <summary>Loggers that throw at warnings about the payload.</summary>
    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is 110 or 111)
                throw new InvalidOperationException("the log is full");
        }
    }
}
