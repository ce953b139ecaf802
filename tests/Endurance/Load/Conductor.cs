using System.Diagnostics;
using GrowthBook.Client.Endurance.Checks;
using GrowthBook.Client.Endurance.Server;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Directs the server: for a while each client meets a mischief of its own, or all of them a server that is gone. Then
/// the server is good again with a newer version, which every client must use within a bounded time.
/// </summary>
internal sealed class Conductor(ServerProcess server, Subject[] subjects, Func<int> remoteVersion, Vitals vitals, Violations violations, int seed)
{
    public const int FirstVersion = 1;

    /// <summary>
    /// Within which the newest version must be in use once the server is good: three failed polls wait up to 8 s, and a
    /// request may hang for 1.5 s.
    /// </summary>
    public static readonly TimeSpan LongestCatchUp = TimeSpan.FromSeconds(15);

    private static readonly Mischief[] OfAll = [Mischief.Killed, Mischief.HalfClosed];
    private static readonly Mischief[] OfOne = [.. Enum.GetValues<Mischief>().Except(OfAll).Where(mischief => mischief != Mischief.None)];

    /// <summary>An answer for one user has no date by which it could be known as older, and is never encrypted; a refusal for ever would last for the run.</summary>
    private static readonly Mischief[] OfRemote = [.. OfOne.Except([Mischief.Older, Mischief.ForeignKey, Mischief.RefusingForEver])];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Queue<Mischief>> _decks = [];
    private readonly Dictionary<Mischief, int> _done = [];
    private readonly Dictionary<string, int> _answers = [];
    private readonly List<TimeSpan> _catchUps = [];
    private readonly List<TimeSpan> _streams = [];
    private int _newest = FirstVersion;

    /// <summary>The newest version that was published, noted before the server knows it.</summary>
    public int NewestVersion => Volatile.Read(ref _newest);

    public int Phases { get; private set; }

    public int Restarts { get; private set; }

    public IReadOnlyDictionary<Mischief, int> Done => _done;

    public IReadOnlyDictionary<string, int> Answers => _answers;

    public IReadOnlyList<TimeSpan> CatchUps => _catchUps;

    public IReadOnlyList<TimeSpan> StreamCatchUps => _streams;

    public async Task RunAsync(double seconds)
    {
        var clock = Stopwatch.StartNew();
        await EverybodyHasNewestAsync();
        vitals.Add(Vital.Take(0));
        while (clock.Elapsed.TotalSeconds < seconds && !violations.Any)
        {
            await MisbehaveAsync();
            await BeGoodAsync();
            vitals.Add(Vital.Take(clock.Elapsed.TotalSeconds));
            Phases++;
        }
    }

    private async Task MisbehaveAsync()
    {
        // Every sixth phase, beginning early, so that a short run has one too.
        var ofAll = Phases % 6 == 1 ? Draw("all", OfAll) : Mischief.None;
        if (ofAll == Mischief.Killed)
        {
            Note(ofAll);
            await KeepAnswersAsync();
            await server.KillAsync();
            await Task.Delay(_random.Next(300, 2500));
            await server.StartAsync(NewestVersion);
            Restarts++;
            return;
        }
        foreach (var subject in subjects)
        {
            var mischief = ofAll == Mischief.None ? Draw(subject.Key, OfOne) : ofAll;
            // Who is told that the key will never work asks again after minutes, unless the application asks.
            if (mischief == Mischief.RefusingForEver && subject.Mode != PayloadUpdateMode.OnDemand)
                mischief = Mischief.Refusing;
            Note(mischief);
            await server.BehaveAsync(subject.Key, mischief);
        }
        await server.BehaveAsync(RemoteVisits.Key, ofAll == Mischief.None ? Draw(RemoteVisits.Key, OfRemote) : ofAll);
        await Task.Delay(_random.Next(300, 2500));
    }

    private async Task BeGoodAsync()
    {
        foreach (var subject in subjects)
            await server.BehaveAsync(subject.Key, Mischief.None);
        await server.BehaveAsync(RemoteVisits.Key, Mischief.None);
        var since = Stopwatch.StartNew();
        await PublishAsync();
        foreach (var subject in subjects.Where(subject => subject.Client.Updates.LastFailure is { IsUnrecoverable: true }))
            await subject.Client.RefreshAsync();
        await EverybodyHasNewestAsync();
        _catchUps.Add(since.Elapsed);
        await StreamIsOpenAsync();
        _streams.Add(since.Elapsed);
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            await PublishAsync();
            await Task.Delay(_random.Next(50, 500));
        }
        await EverybodyHasNewestAsync();
    }

    private async Task PublishAsync()
    {
        var version = NewestVersion + 1;
        Volatile.Write(ref _newest, version);
        await server.PublishAsync(version);
    }

    private async Task EverybodyHasNewestAsync()
    {
        var since = Stopwatch.StartNew();
        while (subjects.FirstOrDefault(subject => subject.Version != NewestVersion) is { } late)
        {
            if (since.Elapsed > LongestCatchUp)
            {
                violations.Add(
                    "not fresh in time",
                    $"{late.Mode} has version {late.Version} of {NewestVersion}, {late.Client.Updates.ConsecutiveFailures} failures, {late.Client.Updates.LastFailure}");
                return;
            }
            await Task.Delay(10);
        }
        while (remoteVersion() != NewestVersion)
        {
            if (since.Elapsed > LongestCatchUp)
            {
                violations.Add("not evaluated anew in time", $"version {remoteVersion()} of {NewestVersion}");
                return;
            }
            await Task.Delay(10);
        }
    }

    private async Task StreamIsOpenAsync()
    {
        var since = Stopwatch.StartNew();
        var streaming = subjects.Single(subject => subject.Mode == PayloadUpdateMode.Streaming).Client.Updates;
        while (streaming.StreamState != StreamState.Open)
        {
            if (since.Elapsed > LongestCatchUp)
            {
                violations.Add("no stream in time", streaming.StreamState.ToString());
                return;
            }
            await Task.Delay(10);
        }
    }

    /// <summary>All kinds in a random order, before any comes again.</summary>
    private Mischief Draw(string deck, Mischief[] kinds)
    {
        if (!_decks.TryGetValue(deck, out var queue) || queue.Count == 0)
        {
            var shuffled = kinds.ToArray();
            _random.Shuffle(shuffled);
            _decks[deck] = queue = new Queue<Mischief>(shuffled);
        }
        return queue.Dequeue();
    }

    private void Note(Mischief mischief) => _done[mischief] = _done.GetValueOrDefault(mischief) + 1;

    /// <summary>A process that is killed takes its counts with it.</summary>
    public async Task KeepAnswersAsync()
    {
        foreach (var (kind, count) in await server.AnswersAsync())
            _answers[kind] = _answers.GetValueOrDefault(kind) + count;
    }
}
