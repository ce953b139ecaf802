using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>
/// Threads that evaluate at the same time, all of them from one payload. The time is that of one evaluation on each
/// thread: where it stays the same with two threads, two evaluate twice as much as one.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory("threads")]
public class ThreadCount
{
    private const int Evaluations = 1 << 16;

    private readonly HandWrittenFeatures _hand = HandWrittenFeatures.Current;
    private string _rollout = "";
    private string _experiment = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _rollout = Workload.Current.Scenario("rollout").Feature;
        _experiment = Workload.Current.Scenario("experiment").Feature;
        Agreement.Check(_rollout, _experiment);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Evaluations)]
    public int HandWritten_RolloutOnEachThread() => OnEachThread(user => ByHand(_rollout, user));

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public int Evaluate_RolloutOnEachThread() => OnEachThread(user => ByLibrary(_rollout, user));

    /// <summary>An experiment allocates its answer: what that costs threads, it costs them by hand as well.</summary>
    [Benchmark(OperationsPerInvoke = Evaluations)]
    public int HandWritten_ExperimentOnEachThread() => OnEachThread(user => ByHand(_experiment, user));

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public int Evaluate_ExperimentOnEachThread() => OnEachThread(user => ByLibrary(_experiment, user));

    private int ByHand(string key, int user)
    {
        var attributes = _hand.Users[user];
        var count = 0;
        for (var i = 0; i < Evaluations; i++)
            count += Answers.Count(_hand.Answer(key, attributes));
        return count;
    }

    private static int ByLibrary(string key, int user)
    {
        var context = Workload.Current.Contexts[user];
        var count = 0;
        for (var i = 0; i < Evaluations; i++)
            count += Answers.Count(Evaluator.EvalFeature(context, key));
        return count;
    }

    /// <summary>Runs some milliseconds of work on each thread, each with its own user; the calling thread is the first.</summary>
    private int OnEachThread(Func<int, int> work)
    {
        var others = Enumerable.Range(1, Threads - 1).Select(i => Task.Run(() => work(42 + i))).ToArray();
        var count = work(42);
        return count + others.Sum(other => other.GetAwaiter().GetResult());
    }
}
