using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A new user: a context of existing attributes, and one evaluation.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("new-user+1eval")]
public class NewUser
{
    private readonly Workload _workload = Workload.Current;
    private HandWrittenFeatures _hand = null!;
    private string _key = "";
    private int _user;

    [GlobalSetup]
    public void Setup()
    {
        _key = _workload.Scenario("simple-default").Feature;
        _hand = HandWrittenFeatures.Current;
        Agreement.Check(_key);
    }

    [Benchmark(Baseline = true)]
    public int HandWritten_NewUser() => Answers.Count(_hand.Answer(_key, _hand.Users[Next()]));

    [Benchmark]
    public int Evaluate_NewUser() =>
        Answers.Count(Evaluator.EvalFeature(new Context(_workload.Payload, _workload.Users[Next()]), _key));

    private int Next() => _user = (_user + 1) % _workload.Users.Length;
}
