using System.Diagnostics;
using GrowthBook.Client.Endurance.Checks;
using GrowthBook.Client.Endurance.Server;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Threads that evaluate for changing users. All threads share a quarter of the users. Each other user has a single thread, so that
/// the order of its evaluations is known and its usages can be counted exactly. Every answer is checked.
/// </summary>
internal sealed class Visitors(Subject[] subjects, Func<int> newestVersion, Violations violations)
{
    /// <summary>More than the current users need, less than all users of a run need.</summary>
    public const int DeduplicationCapacity = 3000;

    /// <summary>Enough users to fill the deduplication memory, so that its size is level from the start.</summary>
    public const int FirstUsers = 1080;

    private const int Threads = Group - 1;
    private const int Group = 4;
    private const int UsersPerSecond = 48;
    private const int UsersAtOneTime = 144;
    private const int VisitsInARow = 4;
    private const int Pause = 5;

    /// <summary>One visit of this many is long, so that payloads change during it.</summary>
    private const int LastingVisits = 400;

    private const int LongestVisit = 150;
    private const int Lost = int.MinValue;

    private static readonly FeatureKey[] Plain = ["version", "targeted", "last"];
    private static readonly FeatureKey[] Experimental =
        [.. Enumerable.Range(0, ServedPayload.Experiments).Select(i => new FeatureKey($"experiment-{i}"))];

    private readonly List<Thread> _threads = [];
    private int[] _lastUsage = [];
    private long _evaluations;
    private long _changes;
    private volatile bool _isOver;

    public long Evaluations => Interlocked.Read(ref _evaluations);

    /// <summary>The number of visits during which the payload changed; their answers must agree all the same.</summary>
    public long ChangesDuringVisits => Interlocked.Read(ref _changes);

    /// <summary>Whether all threads share this user.</summary>
    public static bool IsShared(int user) => user % Group == 0;

    /// <summary>The index of the client of a user.</summary>
    public static int SubjectOf(int user, int subjects) => user / Group % subjects;

    /// <summary>The largest number of users in a run.</summary>
    public static int UsersIn(int seconds) => FirstUsers + (UsersPerSecond * (seconds + 180));

    public void Start(int seconds, int seed)
    {
        _lastUsage = new int[UsersIn(seconds) * (Plain.Length + Experimental.Length)];
        Array.Fill(_lastUsage, Lost);
        var versions = new int[subjects.Length];
        for (var user = 0; user < FirstUsers; user++)
            Visit(user, versions, 0);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Threads; i++)
        {
            var (own, random) = (i + 1, new Random(seed + i));
            _threads.Add(new Thread(() => Run(own, random, clock)) { IsBackground = true, Name = $"visitors {i}" });
        }
        foreach (var thread in _threads)
            thread.Start();
    }

    public void Stop()
    {
        _isOver = true;
        foreach (var thread in _threads)
            thread.Join();
        _threads.Clear();
    }

    private void Run(int own, Random random, Stopwatch clock)
    {
        var versions = new int[subjects.Length];
        var users = _lastUsage.Length / (Plain.Length + Experimental.Length);
        while (!_isOver)
        {
            for (var i = 0; i < VisitsInARow; i++)
            {
                var newest = Math.Min(FirstUsers + (int)(clock.Elapsed.TotalSeconds * UsersPerSecond), users - Group);
                var user = newest - random.Next(UsersAtOneTime);
                var group = user / Group * Group;
                try
                {
                    var pause = random.Next(LastingVisits) == 0 ? random.Next(LongestVisit) : 0;
                    Visit(random.Next(3) == 0 ? group : group + own, versions, pause);
                }
                catch (Exception e)
                {
                    violations.Add("an evaluation threw", e.ToString());
                }
            }
            Thread.Sleep(Pause);
        }
    }

    private void Visit(int user, int[] versions, int pause)
    {
        var index = SubjectOf(user, subjects.Length);
        var subject = subjects[index];
        var visitor = subject.Client.User(new Attributes
        {
            ["id"] = Ledger.IdOf(user),
            ["country"] = user % 2 == 0 ? "DE" : "FR",
            ["age"] = user % 90,
        });
        var version = Lost;
        for (var i = 0; i < Plain.Length; i++)
        {
            var answer = visitor.GetFeatureValue(Plain[i], Lost);
            Answered(subject, user, i, answer);
            version = Agreed(subject, version, answer);
        }
        if (pause > 0)
            Thread.Sleep(pause);
        if (visitor.Context.Payload != subject.Client.Payload)
            Interlocked.Increment(ref _changes);
        for (var i = 0; i < Experimental.Length; i++)
        {
            var result = visitor.EvalFeature(Experimental[i]);
            var answer = result.ValueOr(Lost);
            Answered(subject, user, Plain.Length + i, answer);
            version = Agreed(subject, version, (answer - (answer % ServedPayload.VariationsPerVersion)) / ServedPayload.VariationsPerVersion);
            if (result.ExperimentResult is not { InExperiment: true, VariationId: var variation })
                continue;
            violations.Check(answer % ServedPayload.VariationsPerVersion == variation, "a variation has the value of another", $"{answer}, variation {variation}");
            subject.Ledger.Came(user, i, variation);
            subject.PickyLedger.Came(user, i, variation);
        }
        Interlocked.Add(ref _evaluations, Plain.Length + Experimental.Length);
        violations.Check(version >= versions[index], "the payload went back", $"from version {versions[index]} to {version} with {subject.Mode}");
        versions[index] = Math.Max(version, versions[index]);
    }

    /// <summary>Checks that an answer has a published version, the same as the earlier answers of the visit.</summary>
    private int Agreed(Subject subject, int before, int version)
    {
        violations.Check(version > 0 && version <= newestVersion(), "an answer of a version that was not published", $"version {version} with {subject.Mode}");
        violations.Check(before == Lost || before == version, "a mixture of payloads", $"versions {before} and {version} with {subject.Mode}");
        return version;
    }

    /// <summary>Counts an expected usage if the value differs from the previous one of the user.</summary>
    private void Answered(Subject subject, int user, int feature, int answer)
    {
        if (IsShared(user))
            return;
        ref var last = ref _lastUsage[(user * (Plain.Length + Experimental.Length)) + feature];
        if (last == answer)
            return;
        last = answer;
        Interlocked.Increment(ref subject.ExpectedUsages);
    }
}
