using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using GrowthBook.Client.Endurance.Checks;
using GrowthBook.Client.Redis;
using GrowthBook.Client.Redis.Tests;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Users of an experiment whose weights alternate, with assignments in a Redis that is suspended, killed and restarted. A user keeps
/// the assigned variation, and every assignment reaches Redis.
/// </summary>
internal sealed class RedisVisits : IAsyncDisposable
{
    private const int None = -1;
    private const int UsersPerSecond = 50;
    private const int VisitsBetweenTurns = 25;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenOutages = TimeSpan.FromSeconds(4);

    private readonly RedisServer _redis;
    private readonly RedisConnection _connection;
    private readonly RedisStickyBucketStore _store;
    private readonly InMemoryPayloadSource _source = new(AlternatingExperiment.Payload(0));
    private readonly sbyte[] _assigned;
    private readonly Random _random;
    private readonly Violations _violations;
    private int _newcomers;
    private int _visits;
    private int _unread;
    private int _outages;
    private long _longestVisit;

    public RedisVisits(RedisServer redis, int seconds, int seed, SecretWatch logs, Violations violations)
    {
        (_redis, _random, _violations) = (redis, new Random(seed), violations);
        _assigned = [.. Enumerable.Repeat((sbyte)None, UsersPerSecond * (seconds + 180))];
        _connection = new RedisConnection(redis.Configuration);
        _store = new RedisStickyBucketStore(_connection.GetAsync);
        Client = new GrowthBookClient(
            new GrowthBookOptions
            {
                StickyBucketTimeout = TimeSpan.FromMilliseconds(200),
                DeduplicationCapacity = 0,
                Writer = OutageWriter.Options(maxAttempts: 600),
            },
            new ClientServices { Name = "redis", Source = _source, StickyBuckets = _store, LoggerFactory = logs });
    }

    public GrowthBookClient Client { get; }

    public async Task RunAsync(CancellationToken end)
    {
        var outages = CauseOutagesAsync(end);
        while (!end.IsCancellationRequested && _newcomers < _assigned.Length)
        {
            if (_newcomers % VisitsBetweenTurns == 0)
            {
                _source.Set(AlternatingExperiment.Payload(_newcomers / VisitsBetweenTurns % 2));
                await Client.RefreshAsync(CancellationToken.None);
            }
            await VisitAsync(_newcomers++);
            await VisitAsync(_random.Next(_newcomers));
            await Task.Delay(1000 / UsersPerSecond, CancellationToken.None);
        }
        await outages;
    }

    /// <summary>Compares the assignments with those in Redis after all are written.</summary>
    /// <returns>The counts, as text.</returns>
    public async Task<string> CompareAsync()
    {
        var keys = Enumerable.Range(0, _newcomers).Select(user => "id||" + Ledger.IdOf(user)).ToImmutableArray();
        var stored = await _store.ReadAsync(keys, CancellationToken.None);
        var lost = 0;
        for (var user = 0; user < _newcomers; user++)
            lost += VariationIn(stored, user) == _assigned[user] ? 0 : 1;
        var assigned = _assigned.Count(variation => variation != None);
        var writer = Client.WriterCounts[0];
        Equal(lost, 0, "assignments in Redis lost or changed");
        Equal(writer.Accepted, assigned, "accepted assignments for Redis differ from those made");
        Equal(writer.Written, assigned, "assignments written to Redis differ from those made");
        _violations.Check(assigned > 0 && _outages > 0, "no assignment in Redis, or no outage of Redis", $"{assigned}, {_outages}");
        return string.Create(CultureInfo.InvariantCulture,
            $"visits {_visits}, assigned {assigned}, lost {lost}, users not read {_unread}, outages {_outages}, longest visit {Stopwatch.GetElapsedTime(0, _longestVisit).TotalSeconds:0.00} s");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task CauseOutagesAsync(CancellationToken end)
    {
        await WaitAsync(TimeSpan.FromSeconds(1), end);
        while (!end.IsCancellationRequested)
        {
            if (_outages++ % 2 == 0)
            {
                _redis.Hang();
                await WaitAsync(Outage, end);
                _redis.GoOn();
            }
            else
            {
                await _redis.KillAsync();
                await WaitAsync(Outage, end);
                await _redis.StartAgainAsync();
            }
            await WaitAsync(BetweenOutages, end);
        }
    }

    private static Task WaitAsync(TimeSpan time, CancellationToken end) => Task.WhenAny(Task.Delay(time, end));

    private async Task VisitAsync(int user)
    {
        var since = Stopwatch.GetTimestamp();
        var visitor = await Client.UserAsync(new Attributes { ["id"] = Ledger.IdOf(user) });
        _longestVisit = Math.Max(_longestVisit, Stopwatch.GetTimestamp() - since);
        _visits++;
        if (visitor.Context.StickyBuckets is null)
        {
            _unread++;
            return;
        }
        var variation = visitor.GetFeatureValue("layout", None);
        if (_assigned[user] == None)
            _assigned[user] = (sbyte)variation;
        else
            _violations.Check(variation == _assigned[user], "a user lost the variation in Redis", $"from {_assigned[user]} to {variation}");
    }

    private static int VariationIn(StickyBuckets stored, int user) =>
        stored.FirstOrDefault(document => document.AttributeValue == Ledger.IdOf(user)) is { } document
            ? int.Parse(document.Assignments.Values.Single(), CultureInfo.InvariantCulture)
            : None;

    private void Equal(long actual, long expected, string kind) => _violations.Check(actual == expected, kind, $"{actual}, expected {expected}");
}
