using System.Collections.Concurrent;
using System.Collections.Immutable;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>Every assignment is saved, and none more often than needed.</summary>
public class StickyBucketSinkTests
{
    private static readonly ImmutableArray<EffectEvent> Batch =
    [
        SampleEffects.Event(0),
        Assigned("1", ("a__0", "x")),
        Assigned("2", ("a__0", "x")),
        SampleEffects.Event(SampleEffects.Exposure()),
        Assigned("1", ("a__0", "y"), ("b__0", "z")),
        Assigned("3", ("a__0", "x")),
    ];

    [Fact]
    public async Task Assignments_of_one_document_are_saved_together()
    {
        var store = new Recording();
        await new StickyBucketSink(store).WriteAsync(Batch, default);
        Assert.Equal(
            [SampleEffects.Document("1", ("a__0", "y"), ("b__0", "z")), SampleEffects.Document("2", ("a__0", "x")), SampleEffects.Document("3", ("a__0", "x"))],
            store.Saved.OrderBy(document => document.Key));
        await new StickyBucketSink(store).WriteAsync([Batch[0]], default);
        await new StickyBucketSink(store).WriteAsync(default, default);
        Assert.Equal(3, store.Saved.Count);
    }

    /// <summary>As of an evaluation of many experiments, each of which has a document with the assignments before it.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(2_000)]
    public async Task Growing_documents_of_one_user_are_merged_without_copying_each(int assignments)
    {
        var comparer = new CountingComparer();
        var growing = ImmutableSortedDictionary.Create<string, string>(comparer);
        var batch = ImmutableArray.CreateBuilder<EffectEvent>();
        for (var i = 0; i < assignments; i++)
        {
            growing = growing.Add($"e{i}__0", "x");
            batch.Add(SampleEffects.Event(new Effect.StickyBucketAssigned(new StickyAssignmentDocument("id", "1", growing))));
        }
        comparer.Count = 0;
        var store = new Recording();
        await new StickyBucketSink(store).WriteAsync(batch.ToImmutable(), default);
        Assert.InRange(comparer.Count, 0, assignments);
        Assert.Equal(growing, Assert.Single(store.Saved).Assignments);
    }

    [Fact]
    public void Documents_are_merged_as_one_after_another()
    {
        var random = new Random(20260103);
        for (var i = 0; i < 1_000; i++)
        {
            var documents = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => SampleEffects.Document("1", [.. Enumerable.Range(0, random.Next(5)).Select(each => ($"e{random.Next(6)}__{each}", $"{random.Next(100)}"))]))
                .ToList();
            Assert.Equal(documents.Aggregate((earlier, later) => earlier.Merge(later)), DocumentMerge.Of(documents));
        }
    }

    /// <summary>The evaluator assigns variations to the overriding identifier, as the reference does; the documents are another user's.</summary>
    [Theory]
    [InlineData("""{"id":"other"}""", 0)]
    [InlineData("""{"id":"1"}""", 1)]
    [InlineData("""{"id":""}""", 1)]
    [InlineData("""{"plan":"pro"}""", 1)]
    public async Task Assignments_of_an_identifier_that_an_override_replaces_are_neither_stored_nor_pending(string overrides, int expected)
    {
        var payload = Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":["a","b"],"hashAttribute":"id"}]}}}""").Value;
        var context = SampleEffects.User() with { Payload = payload, StickyBuckets = StickyBuckets.Empty };
        var effects = Evaluator.EvalFeature(context, "f").Effects;
        var assigned = Assert.Single(effects.OfType<Effect.StickyBucketAssigned>());
        context = context with { AttributeOverrides = Attributes.Parse(overrides).Value };
        var store = new Recording();
        await new StickyBucketSink(store).WriteAsync([new EffectEvent(assigned, context, SampleEffects.Start)], default);
        Assert.Equal(expected, store.Saved.Count);

        var time = new FakeTimeProvider();
        await using var writer = new BackgroundEffectWriter(new StickyBucketSink(store), new() { BatchSize = 2 }, timeProvider: time);
        var pending = new PendingStickyBuckets(writer);
        pending.Handle(new EffectEvent(assigned, context, SampleEffects.Start));
        Assert.Equal(expected, pending.Count);
    }

    [Fact]
    public async Task Of_a_batch_only_the_document_that_failed_is_offered_again()
    {
        var failures = 2;
        var store = new Recording(document =>
        {
            if (document.AttributeValue == "1" && Interlocked.Decrement(ref failures) >= 0)
                throw new IOException();
        });
        var sink = new StickyBucketSink(store);
        var failure = await Assert.ThrowsAsync<EffectWriteException>(async () => await sink.WriteAsync(Batch, default));
        Assert.Equal([Batch[1], Batch[4]], failure.NotWritten.ToArray());
        var time = new FakeTimeProvider();
        await using var writer = new BackgroundEffectWriter(sink, new() { BatchSize = Batch.Length }, timeProvider: time);
        store.Saved.Clear();
        foreach (var effectEvent in Batch)
            writer.Enqueue(effectEvent);
        await Wait.Until(() => writer.Counts.Queued == 0, time);
        Assert.Equal(new EffectWriterCounts(6, 6, 0, 0, 1), writer.Counts);
        Assert.Equal(["id||1", "id||2", "id||3"], store.Saved.Select(document => document.Key).Order());
    }

    [Fact]
    public async Task The_assignments_of_evaluations_reach_the_store_and_decide_the_next_evaluation()
    {
        var payload = Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":["a","b"],"meta":[{"key":"x"},{"key":"y"}]}]}}}""").Value;
        var turned = Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":["a","b"],"weights":[0.99,0.01],"meta":[{"key":"x"},{"key":"y"}]}]}}}""").Value;
        var store = new InMemoryStickyBucketStore();
        var reader = new StickyBucketReader(store);
        var answers = new Dictionary<int, Value>();
        await using (var writer = new BackgroundEffectWriter(new StickyBucketSink(store)))
        {
            var pipeline = new EffectPipeline([EffectReceiver.Sink(writer)]);
            for (var user = 0; user < 200; user++)
            {
                var context = await reader.LoadAsync(new Context(payload, new Attributes { ["id"] = user + 1 }));
                var (result, effects) = Evaluator.EvalFeature(context, "f");
                pipeline.Run(effects, context);
                answers.Add(user + 1, result.Value);
            }
        }
        Assert.Equal(2, answers.Values.Distinct().Count());
        Assert.Equal(200, store.Count);
        foreach (var (user, value) in answers)
        {
            var context = await reader.LoadAsync(new Context(turned, new Attributes { ["id"] = user }));
            var (result, effects) = Evaluator.EvalFeature(context, "f");
            Assert.Equal(value, result.Value);
            Assert.DoesNotContain(effects, effect => effect is Effect.StickyBucketAssigned);
        }
    }

    [Fact]
    public void A_store_is_required() => Assert.Throws<ArgumentNullException>("store", () => new StickyBucketSink(null!));

    private static EffectEvent Assigned(string id, params (string Experiment, string Variation)[] assignments) =>
        SampleEffects.Event(new Effect.StickyBucketAssigned(SampleEffects.Document(id, assignments)));

    private sealed class CountingComparer : IComparer<string>
    {
        public int Count { get; set; }

        public int Compare(string? left, string? right)
        {
            Count++;
            return string.CompareOrdinal(left, right);
        }
    }

    private sealed class Recording(Action<StickyAssignmentDocument>? first = null) : IStickyBucketStore
    {
        public ConcurrentBag<StickyAssignmentDocument> Saved { get; } = [];

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
        {
            first?.Invoke(document);
            Saved.Add(document);
            return default;
        }
    }
}
