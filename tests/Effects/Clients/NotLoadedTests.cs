using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A user before the first payload is logged, with the mend that applies.</summary>
public sealed class NotLoadedTests
{
    private const string Text = "a user was created before the first payload was loaded, so every feature is unknown; ";

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task A_wait_that_timed_out_is_to_be_longer()
    {
        await using var client = Create();
        var start = client.StartAsync(TimeSpan.FromSeconds(3));
        while (!start.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }
        Assert.Equal(PayloadOrigin.Timeout, (await start).Origin);
        client.User(Shop.Ada);
        Assert.Equal(
            [Text + "the wait for the start timed out: raise StartTimeout, or the timeout that the code gives StartAsync, or give a CacheDirectory or an initial payload"],
            Lines);
    }

    [Fact]
    public async Task A_start_that_is_not_awaited_is_to_be_awaited()
    {
        await using var client = Create();
        Assert.Equal(PayloadOrigin.Timeout, (await client.StartAsync(TimeSpan.Zero)).Origin);
        client.User(Shop.Ada);
        client.User(Shop.Ada);
        Assert.Equal(
            [Text + "await StartAsync, or set StartTimeout, unless it is set, and register hosted services after AddGrowthBook; for a slow server give a CacheDirectory or an initial payload"],
            Lines);
    }

    private IEnumerable<string> Lines => _log.GetSnapshot().Where(line => line.Id.Id == 407).Select(line => line.Message);

    private GrowthBookClient Create() =>
        new(new GrowthBookOptions(), new ClientServices { Source = new SilentSource(), TimeProvider = _time, LoggerFactory = new CollectingLoggerFactory(_log) });

    /// <summary>Never answers.</summary>
    private sealed class SilentSource : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
