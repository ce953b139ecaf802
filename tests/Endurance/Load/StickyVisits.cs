using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Users of an experiment whose weights alternate, with a store that fails at random and has outages. A user keeps the assigned
/// variation, every assignment reaches the store, and the number of reads during an outage does not grow with the number of users.
/// </summary>
internal sealed class StickyVisits : IDisposable
{
    private const string Name = "sticky";
    private const int UsersPerSecond = 50;
    private const int VisitsBetweenTurns = 25;

    /// <summary>An outage per this many new users; the first one starts after two seconds.</summary>
    private const int UsersBetweenOutages = 200;

    private const int UsersPerOutage = 75;

    private static readonly ImmutableSortedDictionary<string, string>[] Assignments =
        [.. Enumerable.Range(0, 2).Select(variation => ImmutableSortedDictionary<string, string>.Empty
            .WithComparers(StringComparer.Ordinal)
            .Add(AlternatingExperiment.Key + "__0", variation.ToString(CultureInfo.InvariantCulture)))];

    private readonly InMemoryPayloadSource _source = new(AlternatingExperiment.Payload(0));
    private readonly FlakyStore _store;
    private readonly sbyte[] _assigned;
    private readonly Random _random;
    private readonly Violations _violations;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _unreadByReason = [];
    private int _visits;
    private int _unread;

    /// <summary>Users whose read failed or was skipped, and whose assignment was still pending in the client.</summary>
    private int _pending;
    private int _newcomers;

    public StickyVisits(int seconds, int seed, SecretWatch logs, Violations violations)
    {
        var users = UsersPerSecond * (seconds + 180);
        (_store, _random, _violations) = (new FlakyStore(users, seed), new Random(seed), violations);
        _assigned = [.. Enumerable.Repeat((sbyte)FlakyStore.None, users)];
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "GrowthBook", Name: "growthbook.sticky_buckets.unread" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Measured);
        _listener.Start();
        Client = new GrowthBookClient(
            new GrowthBookOptions
            {
                StickyBucketTimeout = TimeSpan.FromMilliseconds(200),
                DeduplicationCapacity = 0,
                Writer = OutageWriter.Options(maxAttempts: 300),
            },
            new ClientServices { Name = Name, Source = _source, StickyBuckets = _store, LoggerFactory = logs });
    }

    public GrowthBookClient Client { get; }

    public static ImmutableSortedDictionary<string, string> AssignmentOf(int variation) => Assignments[variation];

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested && _newcomers < _assigned.Length)
        {
            if (_newcomers % VisitsBetweenTurns == 0)
            {
                _source.Set(AlternatingExperiment.Payload(_newcomers / VisitsBetweenTurns % 2));
                await Client.RefreshAsync(CancellationToken.None);
            }
            _store.Outage = OutageAt(_newcomers);
            await VisitAsync(_newcomers++, FlakyStore.None);
            var user = _random.Next(_newcomers);
            if (_store.VariationOf(user) is var stored && stored != FlakyStore.None)
                await VisitAsync(user, stored);
            await Task.Delay(1000 / UsersPerSecond, CancellationToken.None);
        }
        _store.Outage = StoreOutage.None;
        _listener.RecordObservableInstruments();
    }

    /// <summary>Compares the assignments with the stored ones after all are written.</summary>
    /// <returns>The counts, as text.</returns>
    public string Compare()
    {
        var assigned = _assigned.Count(variation => variation != FlakyStore.None);
        var lost = Enumerable.Range(0, _newcomers).Count(user => _assigned[user] != _store.VariationOf(user));
        var writer = Client.WriterCounts[0];
        var (failed, skipped) = (_unreadByReason.GetValueOrDefault("failed"), _unreadByReason.GetValueOrDefault("skipped"));
        Equal(lost, 0, "sticky assignments lost or changed");
        Equal(_store.Saved, assigned, "saved sticky assignments differ from those made");
        Equal(_store.Overwritten, 0, "sticky assignments overwritten");
        Equal(_unread + _pending, failed + skipped, "users without sticky buckets differ from failed and skipped reads");
        Equal(writer.Accepted, assigned, "accepted sticky effects differ from those made");
        Equal(writer.Written, assigned, "written sticky effects differ from those made");
        _violations.Check(assigned > 0 && _store.FailedSaves > 0, "no sticky assignment, or no failure of the store", $"{assigned}, {_store.FailedSaves}");
        var mostReads = (_store.Outages * ReadsUntilOutageIsKnown) + (int)_store.OutageTime.TotalSeconds;
        _violations.Check(_store.ReadsDuringOutages <= mostReads, "too many reads during outages of the store", $"{_store.ReadsDuringOutages}, at most {mostReads}");
        _violations.Check(skipped > 0, "no read was skipped during the outages of the store", $"{_store.Outages} outages");
        return string.Create(CultureInfo.InvariantCulture,
            $"visits {_visits}, assigned {assigned}, saved {_store.Saved}, lost {lost}, reads failed {failed} and skipped {skipped}, saves failed {_store.FailedSaves}, outages {_store.Outages} of {_store.OutageTime.TotalSeconds:0.0} s with {_store.ReadsDuringOutages} reads");
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Three failed reads in a row, and a probe in progress when the outage ends.</summary>
    private const int ReadsUntilOutageIsKnown = 4;

    private static StoreOutage OutageAt(int newcomer)
    {
        var (outage, user) = Math.DivRem(newcomer + (UsersBetweenOutages / 2), UsersBetweenOutages);
        return outage == 0 || user >= UsersPerOutage ? StoreOutage.None : outage % 2 == 0 ? StoreOutage.Hangs : StoreOutage.Refuses;
    }

    private void Measured(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var (client, reason) = ("", "");
        foreach (var tag in tags)
        {
            if (tag.Key == "growthbook.client")
                client = (string)tag.Value!;
            else if (tag.Key == "growthbook.reason")
                reason = (string)tag.Value!;
        }
        if (client == Name)
            _unreadByReason[reason] = value;
    }

    private async Task VisitAsync(int user, int stored)
    {
        var reads = _store.SuccessfulReads;
        var visitor = await Client.UserAsync(new Attributes { ["id"] = Ledger.IdOf(user) });
        _visits++;
        var isRead = visitor.Context.StickyBuckets is not null;
        if (isRead && _store.SuccessfulReads == reads)
            _pending++;
        var variation = visitor.GetFeatureValue("layout", FlakyStore.None);
        if (!isRead)
            _unread++;
        else if (stored == FlakyStore.None)
            _assigned[user] = (sbyte)variation;
        else
            _violations.Check(variation == stored, "a user lost the variation", $"from {stored} to {variation}");
    }

    private void Equal(long actual, long expected, string kind) => _violations.Check(actual == expected, kind, $"{actual}, expected {expected}");
}
