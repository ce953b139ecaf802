using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests;

/// <summary>During an outage of a payload cache, one call at a time probes it, and the other calls count as failed at once.</summary>
public sealed class CacheOutageTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly CachedPayload Payload = new(new byte[] { 1 }, DateTimeOffset.UnixEpoch);

    private readonly TestTime _time = new();
    private readonly FakeLogger _log = new();
    private readonly FailingCache _cache = new();
    private readonly GuardedCache _guarded;

    public CacheOutageTests() => _guarded = new GuardedCache(_cache, "key", 100, TimeSpan.FromSeconds(2), _time, GuardedLogger.Of(_log));

    [Fact]
    public async Task After_a_call_without_an_answer_the_other_calls_do_not_wait()
    {
        _cache.Failure = new TaskCompletionSource().Task;
        await TimeOutAsync();
        await CallsAsync();
        Assert.Equal(1, _cache.Calls);

        _time.Advance(Second);
        await TimeOutAsync();
        await CallsAsync();
        Assert.Equal(2, _cache.Calls);
    }

    [Fact]
    public async Task After_three_failures_in_a_row_the_cache_is_called_once_per_second()
    {
        _cache.Failure = Task.FromException(new IOException("the cache is down"));
        for (var second = 0; second < 4; second++)
        {
            await CallsAsync();
            await CallsAsync();
            Assert.Equal(OutageGuard.RefusalsOfOutage + second, _cache.Calls);
            _time.Advance(Second);
        }
    }

    [Fact]
    public async Task The_first_success_ends_the_outage_and_is_logged()
    {
        _cache.Failure = new TaskCompletionSource().Task;
        await TimeOutAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), _guarded.Outage);
        _cache.Failure = Task.CompletedTask;
        Assert.Equal(new CacheRead(true, Payload), await _guarded.ReadAsync(default));
        Assert.True(await _guarded.WriteAsync(Payload, default));
        Assert.Null(_guarded.Outage);
        Assert.Equal("payload cache works again; outage: 30 s", _log.LatestRecord.Message);
    }

    [Fact]
    public async Task A_lease_is_released_and_a_subscription_ended_also_during_an_outage()
    {
        var lease = await _guarded.TryLeaseAsync(Second, default);
        var subscription = await _guarded.TrySubscribeAsync(() => { }, default);
        _cache.Failure = new TaskCompletionSource().Task;
        await TimeOutAsync();
        await _guarded.ReleaseAsync(lease);
        await _guarded.ReleaseAsync(subscription!);
        Assert.Equal(2, _cache.Disposed);
        Assert.NotNull(_guarded.Outage);
    }

    /// <summary>A cache of the application may know no limit.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public async Task An_entry_above_the_limit_is_a_miss_and_no_outage(int bytes, bool isMiss)
    {
        _cache.Entry = Payload with { Json = new byte[bytes] };
        for (var read = 0; read < 3; read++)
            Assert.Equal(new CacheRead(true, isMiss ? null : _cache.Entry), await _guarded.ReadAsync(default));
        Assert.Null(_guarded.Outage);
        const string Large = "payload cache holds an entry for key with more than 100 bytes; it counts as a miss: delete it, or raise MaxPayloadBytes";
        Assert.Equal(
            isMiss ? [Large, Large] : [], // the 1st and the 2nd read
            _log.Collector.GetSnapshot().Select(record => record.Message));
    }

    /// <summary>One call of each kind, of which none waits.</summary>
    private async Task CallsAsync()
    {
        Assert.Equal(CacheRead.Failed, await Soon(_guarded.ReadAsync(default)));
        Assert.False(await Soon(_guarded.WriteAsync(Payload, default)));
        Assert.Null(await Soon(_guarded.TryRenewAsync(Payload, default)));
        Assert.Equal(RefreshLease.Unmanaged, await Soon(_guarded.TryLeaseAsync(Second, default)));
    }

    private async Task TimeOutAsync()
    {
        var calls = _cache.Calls;
        var reading = _guarded.ReadAsync(default);
        await Eventually.TrueAsync(() => _cache.Calls > calls, "the call");
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(CacheRead.Failed, await Soon(reading));
    }

    private static Task<T> Soon<T>(Task<T> call) => call.WaitAsync(TimeSpan.FromMinutes(2));

    private sealed class FailingCache : ISharedPayloadCache
    {
        private int _calls;
        private int _disposed;

        /// <summary>Awaited by each call.</summary>
        public Task Failure { get; set; } = Task.CompletedTask;

        public CachedPayload Entry { get; set; } = Payload;

        public int Calls => Volatile.Read(ref _calls);

        public int Disposed => Volatile.Read(ref _disposed);

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => CallAsync<CachedPayload?>(Entry);

        public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => await CallAsync(0);

        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => CallAsync(true);

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) =>
            CallAsync<IAsyncDisposable?>(new Resource(this));

        public ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken) => new(new Resource(this));

        private async ValueTask<T> CallAsync<T>(T result)
        {
            Interlocked.Increment(ref _calls);
            await Failure;
            return result;
        }

        private sealed class Resource(FailingCache cache) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                Interlocked.Increment(ref cache._disposed);
                return default;
            }
        }
    }
}
