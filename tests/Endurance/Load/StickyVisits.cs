using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Users of an experiment whose weights turn round all the time, with a store that fails at times. Who was assigned a
/// variation keeps it, and every assignment comes to the store.
/// </summary>
internal sealed class StickyVisits
{
    private const string Experiment = "sticky";
    private const int UsersPerSecond = 50;
    private const int VisitsBetweenTurns = 25;

    private static readonly ImmutableSortedDictionary<string, string>[] Assignments =
        [.. Enumerable.Range(0, 2).Select(variation => ImmutableSortedDictionary<string, string>.Empty
            .WithComparers(StringComparer.Ordinal)
            .Add(Experiment + "__0", variation.ToString(CultureInfo.InvariantCulture)))];

    private readonly InMemoryPayloadSource _source = new(PayloadFor(0));
    private readonly FlakyStore _store;
    private readonly sbyte[] _assigned;
    private readonly Random _random;
    private readonly Violations _violations;
    private int _visits;
    private int _unread;

    /// <summary>Users whose reading failed, and whose assignment was still pending in the client.</summary>
    private int _pending;
    private int _newcomers;

    public StickyVisits(int seconds, int seed, SecretWatch logs, Violations violations)
    {
        var users = UsersPerSecond * (seconds + 180);
        (_store, _random, _violations) = (new FlakyStore(users, seed), new Random(seed), violations);
        _assigned = [.. Enumerable.Repeat((sbyte)FlakyStore.None, users)];
        Client = new GrowthBookClient(
            new GrowthBookOptions
            {
                StickyBucketTimeout = TimeSpan.FromMilliseconds(200),
                DeduplicationCapacity = 0,
                Writer = new EffectWriterOptions
                {
                    MaxDelay = TimeSpan.FromMilliseconds(200),
                    MaxAttempts = 30,
                    RetryDelay = TimeSpan.FromMilliseconds(10),
                    MaxRetryDelay = TimeSpan.FromMilliseconds(100),
                    AttemptTimeout = TimeSpan.FromMilliseconds(400),
                    StopTimeout = TimeSpan.FromSeconds(20),
                },
            },
            new ClientServices { Name = "sticky", Source = _source, StickyBuckets = _store, LoggerFactory = logs });
    }

    public GrowthBookClient Client { get; }

    public static ImmutableSortedDictionary<string, string> AssignmentOf(int variation) => Assignments[variation];

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested && _newcomers < _assigned.Length)
        {
            if (_newcomers % VisitsBetweenTurns == 0)
            {
                _source.Set(PayloadFor(_newcomers / VisitsBetweenTurns % 2));
                await Client.RefreshAsync(CancellationToken.None);
            }
            await VisitAsync(_newcomers++, FlakyStore.None);
            var user = _random.Next(_newcomers);
            if (_store.VariationOf(user) is var stored && stored != FlakyStore.None)
                await VisitAsync(user, stored);
            await Task.Delay(1000 / UsersPerSecond, CancellationToken.None);
        }
    }

    /// <summary>Compares what came about with what is stored, when all is written.</summary>
    /// <returns>The counts, for people.</returns>
    public string Compare()
    {
        var assigned = _assigned.Count(variation => variation != FlakyStore.None);
        var lost = Enumerable.Range(0, _newcomers).Count(user => _assigned[user] != _store.VariationOf(user));
        var writer = Client.WriterCounts[0];
        Equal(lost, 0, "sticky assignments lost or changed");
        Equal(_store.Saved, assigned, "sticky assignments saved are not those made");
        Equal(_store.Overwritten, 0, "sticky assignments overwritten");
        Equal(_unread + _pending, _store.FailedReads, "users without sticky buckets are not those whose reading failed");
        Equal(writer.Accepted, assigned, "sticky effects accepted are not those made");
        Equal(writer.Written, assigned, "sticky effects written are not those made");
        _violations.Check(assigned > 0 && _store.FailedSaves > 0, "no sticky assignment, or no failure of the store", $"{assigned}, {_store.FailedSaves}");
        return string.Create(CultureInfo.InvariantCulture,
            $"visits {_visits}, assigned {assigned}, saved {_store.Saved}, lost {lost}, failed reads {_store.FailedReads}, failed saves {_store.FailedSaves}");
    }

    private async Task VisitAsync(int user, int stored)
    {
        var failedReads = _store.FailedReads;
        var visitor = await Client.UserAsync(new Attributes { ["id"] = Ledger.IdOf(user) });
        _visits++;
        if (visitor.Context.StickyBuckets is not null)
            _pending += _store.FailedReads - failedReads;
        var variation = visitor.GetFeatureValue("layout", FlakyStore.None);
        if (visitor.Context.StickyBuckets is null)
            _unread++;
        else if (stored == FlakyStore.None)
            _assigned[user] = (sbyte)variation;
        else
            _violations.Check(variation == stored, "a user lost the variation", $"from {stored} to {variation}");
    }

    private void Equal(long actual, long expected, string kind) => _violations.Check(actual == expected, kind, $"{actual}, expected {expected}");

    private static string PayloadFor(int variation) => $$$"""
        {"features":{"layout":{"defaultValue":9,"rules":[{"key":"{{{Experiment}}}","hashAttribute":"id","hashVersion":2,"variations":[0,1],
          "weights":[{{{1 - variation}}},{{{variation}}}],"meta":[{"key":"0"},{"key":"1"}]}]}
        }}
        """;
}
