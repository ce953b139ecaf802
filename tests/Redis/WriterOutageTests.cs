namespace GrowthBook.Client.Redis.Tests;

/// <summary>Assignments that wait in the background writer while Redis is down.</summary>
public sealed class WriterOutageTests
{
    private const int Users = 40;

    private static readonly EffectWriterOptions Patient = new()
    {
        MaxBatchDelay = TimeSpan.FromMilliseconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(10),
        MaxRetryDelay = TimeSpan.FromMilliseconds(100),
        AttemptTimeout = TimeSpan.FromSeconds(2),
        MaxAttempts = 10_000,
    };

    [SkippableFact]
    public async Task A_restart_of_Redis_loses_no_assignment()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var store = new RedisStickyBucketStore(connection);
        await using var writer = new BackgroundEffectWriter(new StickyBucketSink(store), Patient);
        const int Threads = 4;
        const int Each = 1500;
        var enqueued = 0;

        var threads = Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                writer.Enqueue(Assigned((thread * Each) + i));
                if (Interlocked.Increment(ref enqueued) % 20 == 0)
                    await Task.Delay(5);
            }
        })).ToArray();
        foreach (var share in new[] { 0.2, 0.5 })
        {
            await Eventually.Holds(() => Volatile.Read(ref enqueued) > Threads * Each * share, "assignments are enqueued");
            await server.KillAsync();
            var failed = writer.Counts.FailedAttempts;
            await Eventually.Holds(() => writer.Counts.FailedAttempts > failed + 2, "saves meet the outage");
            await server.StartAgainAsync();
        }
        await Task.WhenAll(threads).WaitAsync(Eventually.Patience);
        await writer.FlushAsync().WaitAsync(Eventually.Patience);

        Assert.Equal((Threads * Each, Threads * Each, 0, 0), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped, writer.Counts.Queued));
        var expected = Enumerable.Range(0, Threads * Each).GroupBy(UserOf)
            .Select(user => Documents.Of(user.Key, [.. user.Select(i => (ExperimentOf(i), "1"))]));
        Assert.Equal(StickyBuckets.Of(expected), await ReadAsync(store));
    }

    [SkippableFact]
    public async Task Effects_beyond_the_capacity_are_counted_and_the_others_saved()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var store = new RedisStickyBucketStore(connection);
        var options = new EffectWriterOptions
        {
            Capacity = 100,
            BatchSize = 20,
            FullQueue = FullQueuePolicy.DropNewest,
            MaxBatchDelay = Patient.MaxBatchDelay,
            RetryDelay = Patient.RetryDelay,
            MaxRetryDelay = Patient.MaxRetryDelay,
            MaxAttempts = Patient.MaxAttempts,
        };
        await using var writer = new BackgroundEffectWriter(new StickyBucketSink(store), options);
        await server.KillAsync();
        await Eventually.Holds(() => !connection.IsConnected, "the connection is lost");
        writer.Enqueue(Assigned(0));
        await Eventually.Holds(() => writer.Counts.FailedAttempts > 0, "a save meets the outage");

        for (var i = 1; i <= 1000; i++)
            writer.Enqueue(Assigned(i));
        var full = writer.Counts;
        Assert.Equal((1001, 101, 900), (full.Accepted, full.Queued, full.Dropped));
        await server.StartAgainAsync();
        await writer.FlushAsync().WaitAsync(Eventually.Patience);

        Assert.Equal((1001, 101, 900, 0), (writer.Counts.Accepted, writer.Counts.Written, writer.Counts.Dropped, writer.Counts.Queued));
        var expected = Enumerable.Range(0, 101).GroupBy(UserOf)
            .Select(user => Documents.Of(user.Key, [.. user.Select(i => (ExperimentOf(i), "1"))]));
        Assert.Equal(StickyBuckets.Of(expected), await ReadAsync(store));
    }

    private static string UserOf(int i) => $"waiting-{i % Users}";

    private static string ExperimentOf(int i) => $"experiment-{i}__0";

    private static EffectEvent Assigned(int i) =>
        new(new Effect.StickyBucketAssigned(Documents.Of(UserOf(i), (ExperimentOf(i), "1"))), new Context(), DateTimeOffset.UnixEpoch);

    private static ValueTask<StickyBuckets> ReadAsync(RedisStickyBucketStore store) =>
        store.ReadAsync([.. Enumerable.Range(0, Users).Select(i => $"id||{UserOf(i)}")], CancellationToken.None);
}
