using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Users with remote evaluation. During every fault of the server, a user has the newest answer or the previous one, and never an
/// answer of a fault.
/// </summary>
internal sealed class RemoteVisits : IDisposable
{
    public const string Key = "sdk-SecretKeyOfRemote";

    private const string Name = "remote";
    private const int Users = 100;
    private const int Loops = 4;
    private const int None = int.MinValue;

    private readonly int[] _versions = [.. Enumerable.Repeat(None, Users)];
    private readonly MeterListener _listener = new();
    private readonly Func<int> _newestVersion;
    private readonly Violations _violations;
    private int _newestSeen;
    private int _visits;
    private int _withoutAnswer;
    private long _counted;
    private long _longestVisit;

    public RemoteVisits(string url, Func<int> newestVersion, SecretWatch logs, Violations violations)
    {
        (_newestVersion, _violations) = (newestVersion, violations);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "GrowthBook", Name: "growthbook.remote_evaluations" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _counted, value));
        _listener.Start();
        Client = new GrowthBookClient(
            new GrowthBookOptions
            {
                ClientKey = Key,
                ApiHost = url,
                RemoteEvaluation = true,
                RemoteEvaluationTimeout = TimeSpan.FromMilliseconds(300),
                RequestTimeout = TimeSpan.FromSeconds(60),
                TimeToLive = TimeSpan.FromSeconds(1),
            },
            new ClientServices { Name = Name, LoggerFactory = logs });
    }

    public GrowthBookClient Client { get; }

    /// <summary>The newest version in an answer.</summary>
    public int NewestSeen => Volatile.Read(ref _newestSeen);

    public Task RunAsync(int seed, CancellationToken end) =>
        Task.WhenAll(Enumerable.Range(0, Loops).Select(loop => Task.Run(() => VisitAsync(loop, new Random(seed + loop), end), CancellationToken.None)));

    /// <summary>Compares the counts.</summary>
    /// <returns>The counts, as text.</returns>
    public string Compare()
    {
        _violations.Check(_counted == _visits, "remote evaluations counted are not those asked for", $"{_counted}, expected {_visits}");
        _violations.Check(_versions.All(version => version != None), "a user without any answer", $"{_versions.Count(version => version == None)}");
        return string.Create(CultureInfo.InvariantCulture,
            $"visits {_visits}, counted {_counted}, before the user's first answer {_withoutAnswer}, longest {Stopwatch.GetElapsedTime(0, _longestVisit).TotalSeconds:0.00} s");
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Loops share no users, so that the order of the answers of each user is known.</summary>
    private async Task VisitAsync(int loop, Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await VisitAsync((random.Next(Users / Loops) * Loops) + loop);
            }
            catch (Exception e)
            {
                _violations.Add("a remote evaluation threw", e.ToString());
            }
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private async Task VisitAsync(int user)
    {
        var since = Stopwatch.StartNew();
        var visitor = await Client.UserAsync(new Attributes { ["id"] = Ledger.IdOf(user) });
        Raise(ref _longestVisit, since.ElapsedTicks);
        Interlocked.Increment(ref _visits);
        var (version, last) = (visitor.GetFeatureValue("version", None), visitor.GetFeatureValue("last", None));
        _violations.Check(version == last, "a mixture of answers", $"versions {version} and {last}");
        if (version == None)
        {
            Interlocked.Increment(ref _withoutAnswer);
            _violations.Check(_versions[user] == None, "an answer was lost", $"version {_versions[user]}");
            return;
        }
        _violations.Check(version > 0 && version <= _newestVersion(), "a remote answer that was not published", $"version {version}");
        _violations.Check(version >= _versions[user], "a remote answer went back", $"from {_versions[user]} to {version}");
        _versions[user] = version;
        Raise(ref _newestSeen, version);
    }

    private static void Raise(ref long highest, long value)
    {
        var before = Volatile.Read(ref highest);
        while (value > before && Interlocked.CompareExchange(ref highest, value, before) is var now && now != before)
            before = now;
    }

    private static void Raise(ref int highest, int value)
    {
        var before = Volatile.Read(ref highest);
        while (value > before && Interlocked.CompareExchange(ref highest, value, before) is var now && now != before)
            before = now;
    }
}
