namespace GrowthBook.Client.Tests;

/// <summary>A subscription may begin with the payload in use; each later payload follows once and in order.</summary>
public sealed class SubscriptionTests : ServerTest
{
    private readonly List<string?> _heard = [];

    [Fact]
    public async Task It_begins_with_the_payload_in_use_before_it_returns()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("a"));
        await using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = source });
        await client.StartAsync();
        using var subscription = client.Subscribe(Hear, withCurrent: true);
        Assert.Equal(["a"], _heard);
        source.Set(Payloads.Of("b"));
        await Eventually.TrueAsync(() => Payloads.NameOf(client.Current) == "b" && Count() == 2, "the new payload");
        Assert.Equal(["a", "b"], _heard);
    }

    [Fact]
    public async Task Without_a_payload_it_begins_with_the_first_one()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        updater.Subscribe(Hear, withCurrent: true);
        Assert.Empty(_heard);
        await updater.RefreshAsync();
        Assert.Equal(["a"], _heard);
    }

    [Fact]
    public async Task Otherwise_it_does_not_get_the_payload_in_use()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        await updater.RefreshAsync();
        updater.Subscribe(Hear, withCurrent: false);
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task An_exception_of_the_first_call_is_logged()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        await updater.RefreshAsync();
        updater.Subscribe(_ => throw new InvalidOperationException("not my day"), withCurrent: true);
        Assert.Contains("a subscriber of payloads threw an exception; the other callbacks are still called: System.InvalidOperationException", LogLines());
        Assert.DoesNotContain(LogLines(), line => line.Contains("not my day", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_that_waits_for_delivery_comes_once()
    {
        var heard = new List<string>();
        var subscribers = new Subscribers<string>(e => throw e);
        subscribers.Enqueue("a");
        var subscription = subscribers.Add(heard.Add, "a");
        subscribers.Enqueue("b");
        subscribers.Notify();
        subscription.CallFirst();
        Assert.Equal(["a", "b"], heard);
    }

    [Fact]
    public async Task Subscribers_that_arrive_during_replacements_get_every_later_payload_once_and_in_order()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("0"));
        await using var updater = new PayloadUpdater(source);
        await updater.StartAsync();
        var heard = Enumerable.Range(0, 20).Select(_ => new List<int>()).ToArray();
        var last = 0;
        foreach (var numbers in heard)
        {
            source.Set(Payloads.Of(++last + ""));
            updater.Subscribe(
                snapshot =>
                {
                    lock (numbers)
                        numbers.Add(int.Parse(Payloads.NameOf(snapshot)!, System.Globalization.CultureInfo.InvariantCulture));
                },
                withCurrent: true);
        }
        await Eventually.TrueAsync(() => heard.All(Ended), "the last payload");
        foreach (var numbers in heard)
            Assert.Equal(numbers.Distinct().Order(), numbers);

        bool Ended(List<int> numbers)
        {
            lock (numbers)
                return numbers[^1] == last;
        }
    }

    private void Hear(PayloadSnapshot snapshot)
    {
        lock (_heard)
            _heard.Add(Payloads.NameOf(snapshot));
    }

    private int Count()
    {
        lock (_heard)
            return _heard.Count;
    }
}
