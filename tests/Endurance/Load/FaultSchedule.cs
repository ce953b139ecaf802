using System.Diagnostics;
using GrowthBook.Client.Endurance.Checks;
using GrowthBook.Client.Endurance.Server;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// Causes faults of the server in phases: one fault per client, or the loss of the server for all. After each phase the server works
/// again with a newer version, which every client must use within a bounded time.
/// </summary>
internal sealed class FaultSchedule(ServerProcess server, Subject[] subjects, Func<int> remoteVersion, ResourceSamples samples, Violations violations, int seed)
{
    public const int FirstVersion = 1;

    /// <summary>
    /// How soon after a recovery every client must use the newest version: three failed polls wait up to 8 s, and a request may hang
    /// for 1.5 s.
    /// </summary>
    public static readonly TimeSpan LongestCatchUp = TimeSpan.FromSeconds(15);

    private static readonly ServerFault[] FaultsOfAll = [ServerFault.Killed, ServerFault.HalfClosed];
    private static readonly ServerFault[] FaultsOfOne = [.. Enum.GetValues<ServerFault>().Except(FaultsOfAll).Where(fault => fault != ServerFault.None)];

    /// <summary>Remote evaluations have no date and are never encrypted. An unrecoverable refusal pauses them for five minutes, longer than a phase.</summary>
    private static readonly ServerFault[] FaultsOfRemote = [.. FaultsOfOne.Except([ServerFault.Older, ServerFault.ForeignKey, ServerFault.RefusingUnrecoverably])];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Queue<ServerFault>> _orders = [];
    private readonly Dictionary<ServerFault, int> _done = [];
    private readonly Dictionary<string, int> _answers = [];
    private readonly List<TimeSpan> _catchUps = [];
    private readonly List<TimeSpan> _streams = [];
    private int _newest = FirstVersion;

    /// <summary>The newest published version, set before the server publishes it.</summary>
    public int NewestVersion => Volatile.Read(ref _newest);

    public int Phases { get; private set; }

    public int Restarts { get; private set; }

    public IReadOnlyDictionary<ServerFault, int> Done => _done;

    public IReadOnlyDictionary<string, int> Answers => _answers;

    public IReadOnlyList<TimeSpan> CatchUps => _catchUps;

    public IReadOnlyList<TimeSpan> StreamCatchUps => _streams;

    public async Task RunAsync(double seconds)
    {
        var clock = Stopwatch.StartNew();
        await WaitForNewestAsync();
        samples.Add(ResourceSample.Take(0));
        while (clock.Elapsed.TotalSeconds < seconds && !violations.Any)
        {
            await CauseFaultsAsync();
            await RecoverAsync();
            samples.Add(ResourceSample.Take(clock.Elapsed.TotalSeconds));
            Phases++;
        }
    }

    private async Task CauseFaultsAsync()
    {
        // Every sixth phase, from the second on, so that a short run has one too.
        var ofAll = Phases % 6 == 1 ? NextOf("all", FaultsOfAll) : ServerFault.None;
        if (ofAll == ServerFault.Killed)
        {
            Count(ofAll);
            await CollectAnswersAsync();
            await server.KillAsync();
            await Task.Delay(_random.Next(300, 2500));
            await server.StartAsync(NewestVersion);
            Restarts++;
            return;
        }
        foreach (var subject in subjects)
        {
            var fault = ofAll == ServerFault.None ? NextOf(subject.Key, FaultsOfOne) : ofAll;
            // After an unrecoverable refusal, a client retries only after minutes, unless the application calls RefreshAsync.
            if (fault == ServerFault.RefusingUnrecoverably && subject.Mode != PayloadUpdateMode.OnDemand)
                fault = ServerFault.Refusing;
            Count(fault);
            await server.SetFaultAsync(subject.Key, fault);
        }
        await server.SetFaultAsync(RemoteVisits.Key, ofAll == ServerFault.None ? NextOf(RemoteVisits.Key, FaultsOfRemote) : ofAll);
        await Task.Delay(_random.Next(300, 2500));
    }

    private async Task RecoverAsync()
    {
        foreach (var subject in subjects)
            await server.SetFaultAsync(subject.Key, ServerFault.None);
        await server.SetFaultAsync(RemoteVisits.Key, ServerFault.None);
        var since = Stopwatch.StartNew();
        await PublishAsync();
        foreach (var subject in subjects.Where(subject => subject.Client.Updater.LastFailure is { IsUnrecoverable: true }))
            await subject.Client.RefreshAsync();
        await WaitForNewestAsync();
        _catchUps.Add(since.Elapsed);
        await WaitForStreamAsync();
        _streams.Add(since.Elapsed);
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            await PublishAsync();
            await Task.Delay(_random.Next(50, 500));
        }
        await WaitForNewestAsync();
    }

    private async Task PublishAsync()
    {
        var version = NewestVersion + 1;
        Volatile.Write(ref _newest, version);
        await server.PublishAsync(version);
    }

    private async Task WaitForNewestAsync()
    {
        var since = Stopwatch.StartNew();
        while (subjects.FirstOrDefault(subject => subject.Version != NewestVersion) is { } late)
        {
            if (since.Elapsed > LongestCatchUp)
            {
                violations.Add(
                    "the newest payload is not in use in time",
                    $"{late.Mode} has version {late.Version} of {NewestVersion}, {late.Client.Updater.ConsecutiveFailures} failures, {late.Client.Updater.LastFailure}");
                return;
            }
            await Task.Delay(10);
        }
        while (remoteVersion() != NewestVersion)
        {
            if (since.Elapsed > LongestCatchUp)
            {
                violations.Add("the newest remote evaluation is not in use in time", $"version {remoteVersion()} of {NewestVersion}");
                return;
            }
            await Task.Delay(10);
        }
    }

    private async Task WaitForStreamAsync()
    {
        var since = Stopwatch.StartNew();
        var streaming = subjects.Single(subject => subject.Mode == PayloadUpdateMode.Streaming).Client.Updater;
        while (streaming.StreamState != StreamState.Open)
        {
            if (since.Elapsed > LongestCatchUp)
            {
                violations.Add("the stream is not open in time", streaming.StreamState.ToString());
                return;
            }
            await Task.Delay(10);
        }
    }

    /// <summary>The next fault of a random order that has each fault once.</summary>
    private ServerFault NextOf(string name, ServerFault[] kinds)
    {
        if (!_orders.TryGetValue(name, out var queue) || queue.Count == 0)
        {
            var shuffled = kinds.ToArray();
            _random.Shuffle(shuffled);
            _orders[name] = queue = new Queue<ServerFault>(shuffled);
        }
        return queue.Dequeue();
    }

    private void Count(ServerFault fault) => _done[fault] = _done.GetValueOrDefault(fault) + 1;

    /// <summary>Adds the counts of the server process, which are lost when it is killed.</summary>
    public async Task CollectAnswersAsync()
    {
        foreach (var (kind, count) in await server.AnswersAsync())
            _answers[kind] = _answers.GetValueOrDefault(kind) + count;
    }
}
