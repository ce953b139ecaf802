using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using GrowthBook.Client.Endurance.Checks;
using GrowthBook.Client.Endurance.Server;
using GrowthBook.Client.Redis.Tests;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>Runs the clients under load, from their start until no resource of theirs is left.</summary>
internal sealed class LoadProgram(int seconds, int seed)
{
    private static readonly PayloadUpdateMode[] Modes = [PayloadUpdateMode.Streaming, PayloadUpdateMode.Polling, PayloadUpdateMode.OnDemand];
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Violations _violations = new();
    private readonly ResourceSamples _samples = new();
    private int _unobserved;

    public async Task<int> RunAsync()
    {
        TaskScheduler.UnobservedTaskException += (_, e) =>
        {
            Interlocked.Increment(ref _unobserved);
            _violations.Add("an unobserved exception", e.Exception.ToString());
        };
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Console.Error.WriteLine($"FAILED: an unhandled exception: {e.ExceptionObject}");
        Line($"{seconds} s, seed {seed}, {(RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "native")}");
        var clock = Stopwatch.StartNew();
        using var server = new ServerProcess();
        await server.StartAsync(FaultSchedule.FirstVersion);
        var timers = ResourceSample.Take(0).Timers;
        var clients = await LoadAsync(server);
        await CheckNothingIsLeftAsync(server, timers, clients);
        Line($"unobserved exceptions   {_unobserved}");
        Line($"took                    {clock.Elapsed.TotalSeconds:0.0} s");
        foreach (var line in _violations.Lines)
            Console.Error.WriteLine("FAILED: " + line);
        Console.WriteLine(_violations.Any ? "FAILED" : "passed");
        return _violations.Any ? 1 : 0;
    }

    /// <summary>Runs the load. Not inlined, so that no local variable keeps a client.</summary>
    /// <returns>References to the clients, which the garbage collector must free.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference[]> LoadAsync(ServerProcess server)
    {
        using var logs = new SecretWatch([ServedPayload.DecryptionKey, .. Modes.Select(Subject.KeyOf), RemoteVisits.Key, "user-"], _violations);
        var users = Visitors.UsersIn(seconds);
        var subjects = Modes.Select((mode, index) => new Subject(mode, index, server.Url, users, seed, logs)).ToArray();
        FaultSchedule? schedule = null;
        using var remote = new RemoteVisits(server.Url, () => schedule!.NewestVersion, logs, _violations);
        using var sticky = new StickyVisits(seconds, seed, logs, _violations);
        await using var redis = RedisServer.Missing() is null ? await RedisServer.StartAsync() : null;
        await using var inRedis = redis is null ? null : new RedisVisits(redis, seconds, seed, logs, _violations);
        schedule = new FaultSchedule(server, subjects, () => remote.NewestSeen, _samples, _violations, seed);
        GrowthBookClient[] clients = [.. subjects.Select(subject => subject.Client), remote.Client, sticky.Client, .. inRedis is null ? [] : new[] { inRedis.Client }];
        var visitors = new Visitors(subjects, () => schedule.NewestVersion, _violations);

        foreach (var subject in subjects)
        {
            var start = await subject.Client.StartAsync(TimeSpan.FromSeconds(20));
            _violations.Check(start.Origin == PayloadOrigin.Network, "a start without the server's payload", $"{subject.Mode}: {start}");
        }
        await sticky.Client.StartAsync(TimeSpan.FromSeconds(20));
        if (inRedis is not null)
            await inRedis.Client.StartAsync(TimeSpan.FromSeconds(20));
        using var end = new CancellationTokenSource();
        var (remoteVisits, stickyVisits) = (remote.RunAsync(seed, end.Token), Task.Run(() => sticky.RunAsync(end.Token)));
        var redisVisits = inRedis is null ? Task.CompletedTask : Task.Run(() => inRedis.RunAsync(end.Token));
        visitors.Start(seconds, seed);
        await schedule.RunAsync(seconds);
        visitors.Stop();
        await end.CancelAsync();
        await Task.WhenAll(remoteVisits, stickyVisits, redisVisits);
        await schedule.CollectAnswersAsync();
        foreach (var client in clients)
            await client.FlushAsync().WaitAsync(TimeSpan.FromSeconds(60));

        var ends = Stopwatch.StartNew();
        foreach (var client in clients)
            await client.DisposeAsync();
        Line($"disposal of {clients.Length} clients   {ends.Elapsed.TotalSeconds:0.000} s");
        _violations.Check(ends.Elapsed < TimeSpan.FromSeconds(clients.Length), "disposal takes more than a second", ends.Elapsed.ToString());

        Report(schedule, visitors, logs);
        foreach (var subject in subjects)
            CheckCounts(subject);
        Line($"remote evaluation       {remote.Compare()}");
        Line($"sticky buckets          {sticky.Compare()}");
        Line($"sticky buckets in Redis {(inRedis is null ? "skipped: redis-server is not installed" : await inRedis.CompareAsync())}");
        foreach (var line in _samples.Compare(seconds, _violations))
            Line($"{line}");
        return [.. clients.Select(client => new WeakReference(client))];
    }

    private static void Report(FaultSchedule schedule, Visitors visitors, SecretWatch logs)
    {
        Line($"evaluations             {visitors.Evaluations}, every answer checked; {visitors.ChangesDuringVisits} changes of the payload during a visit");
        Line($"versions published      {schedule.NewestVersion}");
        Line($"phases of faults        {schedule.Phases}, {schedule.Restarts} with a restart of the server");
        Line($"  {string.Join(", ", schedule.Done.OrderBy(kind => kind.Key).Select(kind => $"{kind.Key} {kind.Value}"))}");
        Line($"answers of the server   {string.Join(", ", schedule.Answers.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {kind.Value}"))}");
        Line($"newest payload in use   median {Median(schedule.CatchUps):0.00} s, longest {Longest(schedule.CatchUps):0.00} s after the recovery of the server, at most {FaultSchedule.LongestCatchUp.TotalSeconds} s");
        Line($"stream open again       median {Median(schedule.StreamCatchUps):0.00} s, longest {Longest(schedule.StreamCatchUps):0.00} s");
        Line($"log lines               {string.Join(", ", logs.Lines.Select(line => $"{line.Key} {line.Value}"))}");
    }

    private void CheckCounts(Subject subject)
    {
        var index = Array.IndexOf(Modes, subject.Mode);
        bool IsOurs(int user) => Visitors.SubjectOf(user, Modes.Length) == index;
        var exposures = subject.Ledger.Compare(IsOurs, (_, _) => false);
        var picky = subject.PickyLedger.Compare(IsOurs, CountingSink.Refuses);
        var refused = exposures.Came - picky.Came;
        var counts = subject.Client.WriterCounts;

        Line($"{subject.Mode}");
        Line($"  exposures             in {exposures.Came}, written {exposures.Written}, lost {exposures.Lost}, invented {exposures.Invented}, repeated {exposures.Repeated}");
        Line($"  usages                in {subject.ExpectedUsages}, written {subject.Sink.WrittenUsages}, by the picky sink {subject.Picky.WrittenUsages}");
        Line($"  picky sink            in {picky.Came}, written {picky.Written}, lost {picky.Lost}, invented {picky.Invented}, repeated {picky.Repeated}, refused {refused}, dropped {counts[1].Dropped}");
        Line($"  writers               {counts[0]}");
        Line($"                        {counts[1]}");

        void Equal(long actual, long expected, string kind) =>
            _violations.Check(actual == expected, kind, $"{subject.Mode}: {actual}, expected {expected}");

        foreach (var (name, compared) in new[] { ("", exposures), (" (picky)", picky) })
        {
            Equal(compared.Lost, 0, "lost exposures" + name);
            Equal(compared.Invented, 0, "invented exposures" + name);
            Equal(compared.Repeated, 0, "exposures counted twice" + name);
            Equal(compared.Written, compared.Came, "exposures out are not exposures in" + name);
        }
        _violations.Check(exposures.Came > 0, "no exposures", subject.Mode.ToString());
        Equal(subject.Sink.WrittenUsages, subject.ExpectedUsages, "usages out are not usages in");
        Equal(subject.Picky.WrittenUsages, subject.ExpectedUsages, "usages out are not usages in (picky)");
        Equal(counts[0].Dropped, 0, "dropped effects");
        // A rejected effect is dropped, and queued again the next time it occurs.
        var offeredAgain = counts[1].Dropped - refused;
        _violations.Check(offeredAgain >= 0 && (refused > 0 || offeredAgain == 0), "dropped are not those that the sink refuses", $"{subject.Mode}: {counts[1].Dropped}, refused {refused}");
        foreach (var (count, sink, again) in new[] { (counts[0], subject.Sink, 0), (counts[1], subject.Picky, offeredAgain) })
        {
            Equal(count.Accepted, subject.Accepted + again, "accepted are not those handed in");
            Equal(count.Written, sink.Written, "written are not those of the sink");
            Equal(count.Written + count.Dropped, count.Accepted, "written and dropped are not accepted");
            Equal(count.Queued, 0, "effects left in the queue");
            Equal(count.FailedAttempts, sink.Failures, "failed attempts are not those of the sink");
        }
    }

    /// <summary>Checks that connections and timers end, and that the clients can be collected.</summary>
    private async Task CheckNothingIsLeftAsync(ServerProcess server, long timers, WeakReference[] clients)
    {
        var since = Stopwatch.StartNew();
        var (connections, timersNow, alive) = (0, 0L, 0);
        do
        {
            await Task.Delay(50);
            connections = await server.ConnectionsAsync();
            var sample = ResourceSample.Take(0);
            timersNow = sample.Timers;
            alive = clients.Count(client => client.IsAlive);
        }
        while ((connections > 0 || timersNow > timers || alive > 0) && since.Elapsed < LongestEnd);
        Line($"left after disposal     {connections} connections, {timersNow - timers} timers, {alive} clients");
        _violations.Check(connections == 0, "connections are left", $"{connections}");
        _violations.Check(timersNow <= timers, "timers are left", $"{timersNow}, before {timers}");
        _violations.Check(alive == 0, "a client is not collected", $"{alive}");
    }

    private static double Median(IReadOnlyList<TimeSpan> times) => times.Count == 0 ? 0 : times.Order().ElementAt(times.Count / 2).TotalSeconds;

    private static double Longest(IReadOnlyList<TimeSpan> times) => times.Count == 0 ? 0 : times.Max().TotalSeconds;

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
