var options = new GrowthBookOptions { Writer = { Capacity = 1000 } };
var written = new ConcurrentQueue<EffectEvent>();
var into = Given.Into(written);
var slow = EffectSink.Of(async (batch, cancellationToken) =>
{
    await Task.Delay(1, cancellationToken);
    await into.WriteAsync(batch, cancellationToken);
});
await using var growthBook = await Given.ClientAsync(options, new ClientServices { Sinks = [slow] });
var cancellationToken = CancellationToken.None;
// snippet
var pages = new ConcurrentDictionary<string, int>();
await new Scoring(growthBook, (id, page) =>
{
    pages.AddOrUpdate(page, 1, (_, count) => count + 1);
    return Task.CompletedTask;
}).RunAsync(Ids(12_000), cancellationToken);
Assert.Equal(["classic", "one-page"], pages.Keys.Order());
Assert.Equal(12_000, pages.Values.Sum());
Assert.Equal(12_000, written.Count(each => each.Effect is Effect.ExperimentViewed));
Assert.Equal(new EffectWriterCounts(24_000, 24_000, 0, 0, 0), Assert.Single(growthBook.WriterCounts));

await using var empty = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = new InMemoryPayloadSource("no payload") });
var job = new Scoring(empty, (_, _) => throw new InvalidOperationException("a page was sent"));
Assert.StartsWith("no payload", (await Assert.ThrowsAsync<InvalidOperationException>(() => job.RunAsync(Ids(1), cancellationToken))).Message, StringComparison.Ordinal);

static async IAsyncEnumerable<string> Ids(int count)
{
    for (var i = 0; i < count; i++)
    {
        await Task.CompletedTask;
        yield return $"u-{i}";
    }
}
