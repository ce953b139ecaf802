namespace GrowthBook.Client.Tests;

/// <summary>Events of a stream cause a bounded number of requests.</summary>
public sealed class RefreshRateTests : ServerTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void After_a_burst_each_refresh_waits_an_interval()
    {
        var rate = new RefreshRate(Time, () => 0);
        Assert.All(Enumerable.Range(0, RefreshRate.Burst), _ => Assert.Equal(TimeSpan.Zero, rate.Next()));
        Assert.Equal(Second, rate.Next());
        Time.Advance(Second);
        Assert.Equal(Second, rate.Next());
        Time.Advance(TimeSpan.FromHours(1));
        Assert.All(Enumerable.Range(0, RefreshRate.Burst), _ => Assert.Equal(TimeSpan.Zero, rate.Next()));
        Assert.Equal(Second, rate.Next());
    }

    [Fact]
    public void The_waits_are_random()
    {
        var rate = new RefreshRate(Time, () => 0.5);
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var wait = rate.Next();
            Time.Advance(wait);
            waits.Add(wait.TotalSeconds);
        }
        Assert.Equal([0, 0, 0, 0, 1.5, 1.5], waits);
    }

    [Fact]
    public async Task Events_in_a_loop_cause_a_bounded_number_of_fetches_and_the_last_one_is_heeded()
    {
        var (updater, close) = await OpenAsync();
        for (var i = 0; i < 200; i++)
        {
            var before = Server.FeatureRequests;
            await Server.SendAsync("features-updated", "");
            await Eventually.TrueAsync(() => Server.FeatureRequests > before || Time.Waits.Contains(Second), "the fetch or its wait");
        }
        await ReadAllAsync(updater, close);
        Assert.InRange(Server.FeatureRequests, 2, 1 + RefreshRate.Burst);
        var requests = Server.FeatureRequests;
        Time.Advance(Second);
        await Eventually.TrueAsync(() => Server.FeatureRequests == requests + 1, "the fetch after the last event");
    }

    [Fact]
    public async Task Distinct_payloads_in_a_loop_cause_a_bounded_number_of_takes_writes_and_log_lines_and_the_newest_wins()
    {
        var cache = new CountingCache();
        var (updater, close) = await OpenAsync(cache);
        var heard = new List<string?>();
        using var subscription = updater.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        for (var i = 0; i < 500; i++)
            await Server.SendAsync("features", Faulty(i));
        await ReadAllAsync(updater, close);
        Assert.Equal(["p0", "p1", "p2", "p3"], heard);
        await Time.PassAsync(Second);
        await Eventually.TrueAsync(() => updater.Name() == "p499" && Subscriber.Results.Count == 2 + RefreshRate.Burst + 1, "the newest payload");

        Assert.Equal(["p0", "p1", "p2", "p3", "p499"], heard);
        Assert.Equal(1 + RefreshRate.Burst + 1, cache.Writes);
        var faults = Log.GetSnapshot().Count(record => record.Id.Id is >= 110 and < 120);
        Assert.Equal((RefreshRate.Burst + 1) * (PayloadDiagnostics.MostLines + 1), faults);
        Assert.InRange(Log.Count, faults, faults + 20);
    }

    [Fact]
    public async Task Payloads_beyond_the_burst_are_taken_one_per_interval()
    {
        var (updater, _) = await OpenAsync();
        for (var i = 0; i < RefreshRate.Burst; i++)
            await Server.SendAsync("features", Payloads.Of($"p{i}"));
        for (var i = 0; i < 3; i++)
        {
            await Server.SendAsync("features", Payloads.Of($"later {i}"));
            await Time.PassAsync(Second);
            await Eventually.TrueAsync(() => updater.Name() == $"later {i}", "the payload that waited");
        }
        Time.Advance(RefreshRate.Burst * Second);
        await Server.SendAsync("features", Payloads.Of("at once"));
        await Eventually.TrueAsync(() => updater.Name() == "at once", "the payload after a pause");
    }

    [Fact]
    public async Task A_payload_that_waited_does_not_undo_a_later_fetch()
    {
        var (updater, _) = await OpenAsync();
        for (var i = 0; i <= RefreshRate.Burst; i++)
            await Server.SendAsync("features", Payloads.Of($"p{i}"));
        await Eventually.TrueAsync(() => Time.Waits.Contains(Second), "the wait of the last event");
        Time.Advance(Second / 2);
        Server.Payload = Payloads.Of("fetched");
        await updater.RefreshAsync();
        var results = Subscriber.Results.Count;
        Time.Advance(Second / 2);
        await Eventually.TrueAsync(() => Subscriber.Results.Count == results + 1, "the event that waited");
        Assert.IsType<RefreshResult.Unchanged>(Subscriber.Results[results]);
        Assert.Equal("fetched", updater.Name());
    }

    /// <summary>A payload with more unknown members than the log lists.</summary>
    private static string Faulty(int number) =>
        $$$"""{"features":{"name":{"rules":[{{{string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"forc{{i}}":1}"""))}}}],"defaultValue":"p{{{number}}}"} } }""";

    /// <summary>An updater whose stream is open and has caught up, and an action that makes the server end the stream.</summary>
    private async Task<(PayloadUpdater Updater, Action Close)> OpenAsync(IPayloadCache? cache = null)
    {
        var close = new TaskCompletionSource();
        Server.OffersStream = true;
        Server.OnStream = stream => Task.WhenAny(close.Task, stream.StayOpenAsync());
        var updater = Updater(PayloadUpdateMode.Streaming, options => options with { Cache = cache });
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        return (updater, close.SetResult);
    }

    /// <summary>Ends the stream and waits until the updater has read the end, and so all events.</summary>
    private static async Task ReadAllAsync(PayloadUpdater updater, Action close)
    {
        close();
        await Eventually.TrueAsync(() => updater.StreamState == StreamState.Reconnecting, "the end of the stream");
    }
}
