using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>An assignment is visible before it is saved, and no longer pending once it is saved or dropped.</summary>
public sealed class PendingStickyBucketsTests : IAsyncDisposable
{
    private static readonly Payload Shop = Payload.Parse("""
        {"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":["a","b"],"hashAttribute":"id"}]},
                     "g":{"defaultValue":0,"rules":[{"key":"h","variations":["a","b"],"hashAttribute":"device"}]}}}
        """).Value;

    private readonly FakeTimeProvider _time = new(SampleEffects.Start);
    private readonly FakeLogger _log = new();
    private readonly Store _store = new();
    private readonly BackgroundEffectWriter _writer;
    private readonly PendingStickyBuckets _pending;
    private readonly StickyBucketReader _reader;
    private readonly Timer _watchdog;

    public PendingStickyBucketsTests()
    {
        _writer = new BackgroundEffectWriter(
            new StickyBucketSink(_store), new() { Capacity = 3, BatchSize = 2, MaxAttempts = 2, FullQueue = FullQueuePolicy.DropOldest }, timeProvider: _time, jitter: () => 0);
        _pending = new PendingStickyBuckets(_writer);
        _reader = new StickyBucketReader(_store, logger: _log, timeProvider: _time, pending: _pending);
        _watchdog = new Timer(_ => _time.Advance(TimeSpan.FromDays(1)), null, 60_000, 1000);
    }

    [Fact]
    public async Task An_assignment_is_visible_before_it_is_saved_and_read_from_the_store_afterwards()
    {
        _pending.Handle(Assigned("1", ("e__0", "x")));
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("e__0", "x"))), await _reader.ReadAsync(User("1")));
        Assert.Empty((await _reader.ReadAsync(User("2")))!);
        Assert.Empty(_store.Saved);
        Assert.Equal(1, _pending.Count);
        await Wait.For(_writer.FlushAsync());
        await Wait.Until(() => _pending.Count == 0);
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("e__0", "x"))), await _reader.ReadAsync(User("1")));
    }

    [Fact]
    public async Task Pending_documents_are_merged_once_for_all_requests_until_the_next_change()
    {
        await using var writer = new BackgroundEffectWriter(new StickyBucketSink(_store), new() { BatchSize = 100 }, timeProvider: _time); // waits for its batch
        var pending = new PendingStickyBuckets(writer);
        pending.Handle(Assigned("1", ("e__0", "x")));
        pending.Handle(Assigned("1", ("h__0", "y")));
        var document = Assert.Single(pending.Find(["id||1"]));
        Assert.Equal(SampleEffects.Document("1", ("e__0", "x"), ("h__0", "y")), document);
        Assert.Same(document, Assert.Single(pending.Find(["id||1"])));
        pending.Handle(Assigned("1", ("h__0", "z")));
        Assert.Equal(SampleEffects.Document("1", ("e__0", "x"), ("h__0", "z")), Assert.Single(pending.Find(["id||1"])));
    }

    [Fact]
    public async Task A_pending_assignment_is_merged_over_stored_and_given_documents()
    {
        await _store.SaveAsync(SampleEffects.Document("1", ("e__0", "old"), ("other__0", "kept")), default);
        _pending.Handle(Assigned("1", ("e__0", "new")));
        _pending.Handle(Assigned("1", ("h__0", "x")));
        _pending.Handle(Assigned("1", ("h__0", "y")));
        var device = new StickyAssignmentDocument("device", "d", SampleEffects.Document("", ("h__0", "z")).Assignments);
        var buckets = await _reader.ReadAsync(User("1") with { StickyBuckets = StickyBuckets.Of(device) });
        Assert.Equal(StickyBuckets.Of(device, SampleEffects.Document("1", ("e__0", "new"), ("h__0", "y"), ("other__0", "kept"))), buckets);
        await Wait.For(_writer.FlushAsync());
        Assert.Equal(buckets, await _reader.ReadAsync(User("1") with { StickyBuckets = StickyBuckets.Of(device) }));
    }

    [Fact]
    public async Task An_assignment_saved_during_a_read_is_visible()
    {
        _pending.Handle(Assigned("1", ("e__0", "x")));
        var read = new TaskCompletionSource();
        _store.OnRead = () => read.Task;
        var reading = _reader.ReadAsync(User("1")).AsTask(); // has looked into the store, and not answered
        await Wait.For(_writer.FlushAsync());
        await Wait.Until(() => _pending.Count == 0);
        read.SetResult();
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("e__0", "x"))), await Wait.For(reading));
    }

    [Fact]
    public async Task An_assignment_during_a_read_is_visible()
    {
        var read = new TaskCompletionSource();
        _store.OnRead = () => read.Task;
        var reading = _reader.ReadAsync(User("1")).AsTask();
        _pending.Handle(Assigned("1", ("e__0", "x")));
        read.SetResult();
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("e__0", "x"))), await Wait.For(reading));
    }

    [Fact]
    public async Task Only_unsaved_assignments_of_a_user_stay_pending()
    {
        var release = new TaskCompletionSource();
        _store.OnSave = _ => release.Task;
        _pending.Handle(Assigned("1", ("e__0", "x")));
        _pending.Handle(Assigned("1", ("e__1", "x")));
        await Wait.Until(() => _store.Saves == 1); // both, as one document
        _pending.Handle(Assigned("1", ("e__2", "x")));
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("e__0", "x"), ("e__1", "x"), ("e__2", "x"))), await _reader.ReadAsync(User("1")));
        release.SetResult();
        await Wait.Until(() => _writer.Counts.Written == 2);
        Assert.Equal(3, (await _reader.ReadAsync(User("1")))!.Single().Assignments.Count);
        Assert.Equal(1, _pending.Count);
        await Wait.For(_writer.FlushAsync());
        await Wait.Until(() => _pending.Count == 0);
    }

    [Fact]
    public async Task An_unsaved_document_is_no_longer_pending_and_counts_as_dropped()
    {
        _store.OnSave = document => document.AttributeValue == "1" ? throw new IOException() : Task.CompletedTask;
        _pending.Handle(Assigned("1", ("e__0", "x")));
        _pending.Handle(Assigned("2", ("e__0", "x")));
        await Wait.Until(() => _writer.Counts.FailedAttempts == 1);
        Assert.Single((await _reader.ReadAsync(User("1")))!); // and tried again
        await Wait.Until(() => _pending.Count == 0, _time);
        Assert.Equal((1, 1), (_writer.Counts.Written, _writer.Counts.Dropped));
        Assert.Empty((await _reader.ReadAsync(User("1")))!);
        Assert.Single((await _reader.ReadAsync(User("2")))!);
    }

    [Fact]
    public async Task No_more_assignments_are_pending_than_the_writer_holds()
    {
        var release = new TaskCompletionSource();
        _store.OnSave = _ => release.Task;
        for (var i = 0; i < 2; i++)
            _pending.Handle(Assigned($"{i}", ("e__0", "x")));
        await Wait.Until(() => _store.Saves == 2);
        for (var i = 2; i < 100; i++)
            _pending.Handle(Assigned($"{i}", ("e__0", "x")));
        Assert.Equal((5, 5, 95), (_pending.Count, _writer.Counts.Queued, _writer.Counts.Dropped));
        Assert.Empty((await _reader.ReadAsync(User("50")))!);
        Assert.Single((await _reader.ReadAsync(User("99")))!);
        release.SetResult();
        await Wait.For(_writer.StopAsync());
        _pending.Handle(Assigned("200", ("e__0", "x"))); // dropped, because the writer is stopped
        await Wait.Until(() => _pending.Count == 0);
    }

    /// <summary>A store that never answers: the stop drops the assignments, and the user's next read no longer merges them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Assignments_that_a_stop_abandons_are_not_pending(bool fails)
    {
        var release = new TaskCompletionSource();
        _store.OnSave = _ => release.Task;
        for (var i = 0; i < 3; i++)
            _pending.Handle(Assigned($"{i}", ("e__0", "x")));
        await Wait.Until(() => _store.Saves == 2); // the batch in flight; the third is queued
        Assert.Equal(3, _pending.Count);
        await Wait.For(_writer.StopAsync(), _time);
        Assert.Equal((0, 3), (_pending.Count, _writer.Counts.Dropped));
        Assert.Empty((await _reader.ReadAsync(User("0")))!);
        if (fails)
            release.SetException(new IOException());
        else
            release.SetResult();
        await Wait.For(_writer.Loop, _time);
        Assert.Equal((0, 3, 0), (_pending.Count, _writer.Counts.Dropped, _writer.Counts.Written));
    }

    [Fact]
    public async Task An_unreadable_store_does_not_affect_users_whose_assignments_are_all_pending()
    {
        _store.OnRead = () => Task.FromException(new IOException());
        _pending.Handle(Assigned("1", ("e__0", "x")));
        Assert.Equal(StickyBuckets.Of(SampleEffects.Document("1", ("e__0", "x"))), await _reader.ReadAsync(User("1")));
        Assert.Null(await _reader.ReadAsync(User("2")));
        Assert.Null(await _reader.ReadAsync(User("1") with { AttributeOverrides = new Attributes { ["device"] = "d" } })); // of whose device nothing is known
        Assert.Equal(3, _reader.Failures);
    }

    [Fact]
    public async Task Other_effects_pass_and_are_not_pending()
    {
        _pending.Handle(SampleEffects.Event(SampleEffects.Exposure()));
        _writer.Enqueue(Assigned("1", ("e__0", "x"))); // past it
        Assert.Equal((0, 2), (_pending.Count, _writer.Counts.Accepted));
        await Wait.For(_writer.FlushAsync());
        Assert.Single(_store.Saved);
    }

    [Fact]
    public void Invalid_arguments_throw()
    {
        Assert.Throws<ArgumentNullException>("writer", () => new PendingStickyBuckets(null!));
        Assert.Throws<ArgumentNullException>("effectEvent", () => _pending.Handle(null!));
    }

    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        await Wait.For(_writer.DisposeAsync().AsTask(), _time);
    }

    private static Context User(string id) => new(Shop, new Attributes { ["id"] = id });

    private static EffectEvent Assigned(string id, params (string Experiment, string Variation)[] assignments) =>
        SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document(id, assignments)));

    /// <summary>A store in memory that calls a function of the test first.</summary>
    private sealed class Store : IStickyBucketStore
    {
        private readonly InMemoryStickyBucketStore _inner = new();
        private int _saves;

        public Func<Task> OnRead { get; set; } = () => Task.CompletedTask;

        public Func<StickyAssignmentDocument, Task> OnSave { get; set; } = _ => Task.CompletedTask;

        public int Saves => Volatile.Read(ref _saves);

        public ImmutableList<StickyAssignmentDocument> Saved { get; private set; } = [];

        public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        {
            var found = await _inner.ReadAsync(keys, cancellationToken);
            await OnRead();
            return found;
        }

        public async ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _saves);
            await OnSave(document);
            await _inner.SaveAsync(document, cancellationToken);
            lock (_inner)
                Saved = Saved.Add(document);
        }
    }
}
