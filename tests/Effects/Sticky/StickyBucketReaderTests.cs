using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>Exactly the documents that a user's evaluations can need are read, and a failing store fails no user.</summary>
public class StickyBucketReaderTests
{
    private const string Secret = "jane@example.com";

    private static readonly Payload Shop = Payload.Parse("""
        {"features":{
           "a":{"defaultValue":0,"rules":[{"key":"e1","variations":[0,1],"hashAttribute":"id","fallbackAttribute":"device"}]},
           "b":{"defaultValue":0,"rules":[{"force":1,"hashAttribute":"unused"},{"key":"e2","variations":[0,1],"hashAttribute":"company"}]}},
         "experiments":[{"key":"e3","variations":[{},{}],"hashAttribute":"visit"}]}
        """).Value;

    private readonly TestTime _time = new();
    private readonly FakeLogger _log = new();

    [Theory]
    [InlineData("""{"id":"1","device":"d","company":"c","visit":"v","unused":"u","other":"o"}""", "company||c device||d id||1 visit||v")]
    [InlineData("""{"id":1,"device":1.50,"company":true,"visit":["x",2]}""", "company||true device||1.5 id||1 visit||[\"x\",2]")]
    [InlineData("""{"id":"","device":null,"company":false,"visit":0}""", "")]
    [InlineData("""{"id":1e21,"device":"0","company":"false","visit":{"a":"b"}}""", "company||false device||0 id||1e+21 visit||{\"a\":\"b\"}")]
    [InlineData("{}", "")]
    public void The_keys_are_those_of_the_attributes_that_the_payload_buckets_by(string attributes, string keys)
    {
        var context = new Context(Shop, Attributes.Parse(attributes).Value);
        Assert.Equal(keys.Split(' ', StringSplitOptions.RemoveEmptyEntries), StickyBucketKeys.Of(context));
    }

    [Fact]
    public void The_keys_are_those_that_an_evaluation_stores_under()
    {
        var context = new Context(Shop, new Attributes { ["id"] = 5 })
        {
            AttributeOverrides = new Attributes { ["id"] = "6", ["company"] = 7 },
            StickyBuckets = StickyBuckets.Empty,
        };
        var stored = Evaluator.EvalFeature(context, "a").Effects.OfType<Effect.StickyBucketAssigned>().Select(effect => effect.Document.Key);
        Assert.Equal(["company||7", "id||6"], StickyBucketKeys.Of(context).ToArray());
        Assert.Equal(["id||6"], stored);
    }

    [Fact]
    public async Task The_documents_are_read_with_one_call_and_none_where_nothing_is_needed()
    {
        var store = new Scripted((keys, _) => Task.FromResult(StickyBuckets.Of(SampleEffects.Document("1", ("e1__0", "1")))));
        var reader = new StickyBucketReader(store, logger: _log, timeProvider: _time);
        var known = SampleEffects.Document("9", ("e9__0", "1"));
        var context = await reader.LoadAsync(new Context(Shop, new Attributes { ["id"] = "1", ["device"] = "d" }) { StickyBuckets = StickyBuckets.Of(known) });
        Assert.Equal(StickyBuckets.Of(known, SampleEffects.Document("1", ("e1__0", "1"))), context.StickyBuckets);
        Assert.Equal("device||d id||1", string.Join(" ", Assert.Single(store.Calls)));
        Assert.Empty((await reader.ReadAsync(new Context(Shop, Attributes.Empty)))!);
        Assert.Single(store.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_fails_switches_sticky_bucketing_off_for_the_user(bool synchronously)
    {
        var reader = new StickyBucketReader(
            new Scripted((_, _) => synchronously ? throw new IOException(Secret) : Task.FromException<StickyBuckets>(new IOException(Secret))),
            logger: _log, timeProvider: _time);
        var context = await reader.LoadAsync(User());
        Assert.Null(context.StickyBuckets);
        Assert.DoesNotContain(Evaluator.EvalFeature(context, "a").Effects, effect => effect is Effect.StickyBucketAssigned);
        Assert.Equal(1, reader.Failures);
        var line = Assert.Single(_log.Collector.GetSnapshot());
        Assert.DoesNotContain(Secret, line.Message + line.Exception);
    }

    [Fact]
    public async Task Each_reason_of_a_failing_store_is_counted_and_logged_on_its_own()
    {
        Exception failure = new IOException(Secret);
        var reader = new StickyBucketReader(new Scripted((_, _) => throw failure), logger: _log, timeProvider: _time);
        for (var read = 0; read < 5; read++)
            await ReadAsync();
        failure = new UnauthorizedAccessException(Secret, new IOException(Secret));
        await ReadAsync();
        failure = new UnauthorizedAccessException(Secret);
        await ReadAsync();
        Assert.Equal(7, reader.Failures);
        Assert.Equal(
            ["(1 such failures so far)/System.IO.IOException", "(2 such failures so far)/System.IO.IOException",
                "(3 such failures so far)/System.IO.IOException", // begins an outage
                "(4 such failures so far)/System.IO.IOException",
                "(1 such failures so far)/System.UnauthorizedAccessException < System.IO.IOException", "(1 such failures so far)/System.UnauthorizedAccessException"],
            _log.Collector.GetSnapshot().Select(line => $"{line.Message[line.Message.IndexOf('(')..(line.Message.IndexOf(')') + 1)]}/{line.GetStructuredStateValue("Failure")!.Split(" at ")[0]}"));

        Task ReadAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(2)); // the pause before the next probe of an outage
            return reader.ReadAsync(User()).AsTask();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_hangs_times_out(bool heedsCancellation)
    {
        var store = new Scripted(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, heedsCancellation ? cancellationToken : CancellationToken.None);
            return StickyBuckets.Empty;
        });
        var reader = new StickyBucketReader(store, TimeSpan.FromSeconds(2), _log, _time);
        var reading = reader.ReadAsync(User()).AsTask();
        Assert.Contains(TimeSpan.FromSeconds(2), _time.Waits);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await Wait.For(reading));
        Assert.Equal(2101, Assert.Single(_log.Collector.GetSnapshot()).Id.Id);
    }

    [Fact]
    public async Task A_store_that_blocks_its_thread_times_out()
    {
        using var release = new ManualResetEventSlim();
        var reader = new StickyBucketReader(
            new Scripted((_, _) =>
            {
                release.Wait(CancellationToken.None);
                return Task.FromResult(StickyBuckets.Empty);
            }),
            TimeSpan.FromSeconds(2), _log, _time);
        try
        {
            // The call gives its thread back.
            var reading = await Wait.For(Task.Factory.StartNew(
                () => reader.ReadAsync(User()).AsTask(), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default));
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Null(await Wait.For(reading));
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task A_cancelled_caller_gets_an_OperationCanceledException()
    {
        var store = new Scripted(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return StickyBuckets.Empty;
        });
        var reader = new StickyBucketReader(store, logger: _log, timeProvider: _time);
        using var end = new CancellationTokenSource();
        var reading = reader.ReadAsync(User(), end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadAsync(User(), end.Token));
        Assert.Equal(0, reader.Failures);
        Assert.Equal(0, _log.Collector.Count);
    }

    [Fact]
    public async Task Invalid_arguments_throw()
    {
        var store = new InMemoryStickyBucketStore();
        Assert.Throws<ArgumentNullException>("store", () => new StickyBucketReader(null!));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => new StickyBucketReader(store, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentNullException>("context", async () => await new StickyBucketReader(store).ReadAsync(null!));
        Assert.Throws<ArgumentNullException>("context", () => StickyBucketKeys.Of(null!));
        Assert.Throws<ArgumentNullException>("attribute", () => StickyBucketKeys.Of(null!, 1));
        Assert.Throws<ArgumentNullException>("value", () => StickyBucketKeys.Of("id", null!));
    }

    private static Context User() => new(Shop, new Attributes { ["id"] = Secret });

    private sealed class Scripted(Func<ImmutableArray<string>, CancellationToken, Task<StickyBuckets>> read) : IStickyBucketStore
    {
        public List<ImmutableArray<string>> Calls { get; } = [];

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        {
            Calls.Add(keys);
            return new(read(keys, cancellationToken));
        }

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
