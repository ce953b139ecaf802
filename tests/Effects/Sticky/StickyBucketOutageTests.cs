using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>During an outage of the store, one read at a time probes it; the other users neither wait nor lose assignments.</summary>
public sealed class StickyBucketOutageTests
{
    private const int Users = 200;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Payload Shop = Payload.Parse("""
        {"features":{"a":{"defaultValue":0,"rules":[{"key":"e1","variations":[0,1],"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}]}]}}}
        """).Value;

    private readonly TestTime _time = new();
    private readonly FakeLogger _log = new();
    private readonly FailingStore _store = new();
    private readonly StickyBucketReader _reader;

    public StickyBucketOutageTests() => _reader = new StickyBucketReader(_store, Second, _log, _time);

    [Theory]
    [InlineData(Failing.Hangs)]
    [InlineData(Failing.HangsAndIgnoresCancellation)]
    public async Task After_a_read_without_an_answer_the_other_users_do_not_wait(Failing failing)
    {
        _store.Failing = failing;
        await TimeOutAsync(User(0));
        for (var i = 1; i < Users; i++)
            Assert.Null(await AtOnce(_reader.ReadAsync(User(i))));
        Assert.Equal((1, 1, Users - 1), (_store.Reads, _reader.Failures, _reader.Skips));

        for (var probe = 2; probe <= 4; probe++)
        {
            _time.Advance(Second); // the pause is over
            var waiting = _reader.ReadAsync(User(probe)).AsTask();
            await Eventually.TrueAsync(() => _store.Reads == probe, "the read of the probe");
            for (var i = 1; i < Users; i++)
                Assert.Null(await AtOnce(_reader.ReadAsync(User(i))));
            Assert.False(waiting.IsCompleted);
            await _time.PassAsync(Second);
            Assert.Null(await Wait.For(waiting));
            Assert.Equal(probe, _store.Reads);
        }
    }

    [Theory]
    [InlineData(Failing.Throws)]
    [InlineData(Failing.ThrowsSynchronously)]
    public async Task After_three_refused_reads_in_a_row_the_store_is_not_read_for_every_user(Failing failing)
    {
        _store.Failing = failing;
        for (var i = 0; i < Users; i++)
            Assert.Null(await Wait.For(_reader.ReadAsync(User(i)).AsTask()));
        Assert.Equal(OutageGuard.RefusalsOfOutage, _store.Reads);
        for (var probe = 1; probe <= 5; probe++)
        {
            _time.Advance(Second);
            for (var i = 0; i < Users; i++)
                await Wait.For(_reader.ReadAsync(User(i)).AsTask());
            Assert.Equal(OutageGuard.RefusalsOfOutage + probe, _store.Reads);
        }
    }

    [Fact]
    public async Task A_document_that_fails_alone_affects_its_own_user_only()
    {
        _store.FailingKey = "id||7";
        for (var i = 0; i < Users; i++)
            Assert.Equal(i % 10 == 7, await _reader.ReadAsync(User(i % 10)) is null);
        Assert.Equal(Users, _store.Reads);
        Assert.Null(_reader.Outage);
    }

    [Fact]
    public async Task Reads_left_behind_are_bounded()
    {
        _store.Failing = Failing.HangsAndIgnoresCancellation;
        for (var i = 0; i < 100; i++)
        {
            var reads = _store.Reads;
            var reading = _reader.ReadAsync(User(i)).AsTask();
            if (!reading.IsCompleted)
            {
                await Eventually.TrueAsync(() => _store.Reads > reads, "the read");
                await _time.PassAsync(Second);
            }
            Assert.Null(await Wait.For(reading));
            _time.Advance(Second);
        }
        Assert.Equal(16, _store.Running);

        _store.Failing = Failing.Never;
        _store.Release.SetResult();
        await Eventually.TrueAsync(() => _store.Running == 0, "the end of the reads");
        await Eventually.TrueAsync(() => _reader.ReadAsync(User(1)).AsTask().Result is not null, "a read");
    }

    [Fact]
    public async Task A_blocking_store_blocks_a_bounded_number_of_threads()
    {
        _store.Failing = Failing.Blocks;
        await TimeOutAsync(User(0));
        for (var i = 1; i < Users; i++)
            Assert.Null(await AtOnce(_reader.ReadAsync(User(i))));
        Assert.Equal(1, _store.Running);
        _store.Failing = Failing.Never;
        _store.Release.SetResult();
        await Eventually.TrueAsync(() => _store.Running == 0, "the end of the read");
    }

    [Fact]
    public async Task Users_of_a_blocking_store_that_come_together_block_a_bounded_number_of_threads()
    {
        var users = BlockingCalls.MaxThreads + 20;
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(users + 20, ports);
        try
        {
            _store.Failing = Failing.Blocks;
            var reading = Enumerable.Range(0, users).Select(i => _reader.ReadAsync(User(i)).AsTask()).ToArray();
            await Eventually.TrueAsync(() => _store.Running >= BlockingCalls.MaxThreads, "the reads");
            for (var i = 0; i < users; i++)
                await Task.Run(() => { }); // the pool has threads for all reads
            await _time.PassAsync(Second);
            Assert.All(await Wait.For(Task.WhenAll(reading)), Assert.Null);
            Assert.Equal(BlockingCalls.MaxThreads, _store.Reads);
            Assert.Null(await AtOnce(_reader.ReadAsync(User(0))));
        }
        finally
        {
            _store.Release.SetResult();
            ThreadPool.SetMinThreads(workers, ports);
        }
        await Eventually.TrueAsync(() => _store.Running == 0, "the end of the reads");
    }

    [Fact]
    public async Task The_first_success_serves_all_users_again_and_is_logged()
    {
        _store.Failing = Failing.Hangs;
        await TimeOutAsync(User(0));
        Assert.Null(await AtOnce(_reader.ReadAsync(User(1))));
        Assert.Equal("no answer within 1 s", _reader.LastFailure);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(59), _reader.Outage);
        _store.Failing = Failing.Never;
        for (var i = 0; i < 10; i++)
            Assert.NotNull(await _reader.ReadAsync(User(i)));
        Assert.Null(_reader.Outage);
        Assert.Equal(
            [(2101, LogLevel.Warning), (2102, LogLevel.Information)],
            _log.Collector.GetSnapshot().Select(line => (line.Id.Id, line.Level)));
        Assert.Equal("sticky buckets can be read again after 59 s; 1 reads skipped so far", _log.LatestRecord.Message);

        _store.Failing = Failing.Hangs;
        await TimeOutAsync(User(0));
        Assert.Equal(2101, _log.LatestRecord.Id.Id); // the first failure of each outage
    }

    [Fact]
    public async Task A_timeout_among_successes_is_no_outage()
    {
        _store.Failing = Failing.Hangs;
        var slow = _reader.ReadAsync(User(0)).AsTask();
        await Eventually.TrueAsync(() => _store.Reads == 1, "the read");
        _store.Failing = Failing.Never;
        Assert.NotNull(await _reader.ReadAsync(User(1)));
        await _time.PassAsync(Second);
        Assert.Null(await Wait.For(slow));
        Assert.Null(_reader.Outage);
        Assert.NotNull(await _reader.ReadAsync(User(2)));
    }

    [Fact]
    public async Task A_skipped_user_has_sticky_bucketing_off_and_assigns_nothing()
    {
        _store.Failing = Failing.Hangs;
        await TimeOutAsync(User(0));
        var context = await _reader.LoadAsync(User(1) with { StickyBuckets = StickyBuckets.Of(SampleEffects.Document("other", ("e1__0", "1"))) });
        Assert.Equal(1, _reader.Skips);
        Assert.Null(context.StickyBuckets);
        Assert.DoesNotContain(Evaluator.EvalFeature(context, "a").Effects, effect => effect is Effect.StickyBucketAssigned);
    }

    private static Context User(int id) => new(Shop, new Attributes { ["id"] = $"{id}" });

    private async Task TimeOutAsync(Context user)
    {
        var reading = _reader.ReadAsync(user).AsTask();
        await Eventually.TrueAsync(() => _store.Running > 0, "the read");
        await _time.PassAsync(Second);
        Assert.Null(await Wait.For(reading));
    }

    /// <summary>The result of a call that may not wait.</summary>
    private static ValueTask<StickyBuckets?> AtOnce(ValueTask<StickyBuckets?> reading)
    {
        Assert.True(reading.IsCompletedSuccessfully);
        return reading;
    }

    public enum Failing
    {
        Never,
        Throws,
        ThrowsSynchronously,
        Hangs,
        HangsAndIgnoresCancellation,
        Blocks,
    }

    private sealed class FailingStore : IStickyBucketStore
    {
        private int _reads;
        private int _running;

        public Failing Failing { get; set; }

        public string? FailingKey { get; set; }

        public TaskCompletionSource Release { get; } = new();

        public int Reads => Volatile.Read(ref _reads);

        public int Running => Volatile.Read(ref _running);

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        {
            var failing = Failing; // before the read is counted: a test then goes on, and changes it
            Interlocked.Increment(ref _reads);
            return failing == Failing.ThrowsSynchronously ? throw new IOException("the store is down") : ReadAsync(keys.Single(), failing, cancellationToken);
        }

        private async ValueTask<StickyBuckets> ReadAsync(string key, Failing failing, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _running);
            try
            {
                switch (failing)
                {
                    case Failing.Throws:
                        await Task.Yield();
                        throw new IOException("the store is down");
                    case Failing.Hangs:
                        await Task.Delay(Timeout.Infinite, cancellationToken);
                        break;
                    case Failing.HangsAndIgnoresCancellation:
                        await Release.Task;
                        break;
                    case Failing.Blocks:
                        Release.Task.Wait(CancellationToken.None);
                        break;
                    default:
                        break;
                }
                return key == FailingKey ? throw new FormatException("a corrupt document") : StickyBuckets.Empty;
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
