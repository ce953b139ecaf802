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
        Server.OffersStream = true;
        var updater = Updater(PayloadUpdateMode.Streaming);
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        for (var i = 0; i < 200; i++)
        {
            var results = Subscriber.Results.Count;
            await Server.SendAsync("features-updated", "");
            await Server.SendAsync("features", Payloads.Of($"m{i}"));
            await Eventually.TrueAsync(() => updater.Name() == $"m{i}" || Subscriber.Results.Count > results + 1, "the events being read");
        }
        Assert.InRange(Server.FeatureRequests, 2, 1 + RefreshRate.Burst);
        var requests = Server.FeatureRequests;
        await Time.PassAsync(Second);
        await Eventually.TrueAsync(() => Server.FeatureRequests == requests + 1, "the fetch after the last event");
    }
}
