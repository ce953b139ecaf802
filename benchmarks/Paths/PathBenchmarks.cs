using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>One code path: a feature of the workload for one user, by the library and by hand.</summary>
[MemoryDiagnoser]
public abstract class PathBenchmarks
{
    private readonly string _scenario;
    private Context _context = new();
    private Dictionary<string, Value> _user = [];
    private HandWrittenFeatures _hand = null!;
    private string _key = "";

    protected PathBenchmarks(string scenario) => _scenario = scenario;

    [GlobalSetup]
    public void Setup()
    {
        var scenario = Workload.Current.Scenario(_scenario);
        Agreement.Check(scenario.Feature);
        _key = scenario.Feature;
        _context = Workload.Current.Contexts[scenario.User];
        _hand = HandWrittenFeatures.Current;
        _user = _hand.Users[scenario.User];
    }

    protected int ByHand() => Answers.Count(_hand.Answer(_key, _user));

    protected int ByLibrary() => Answers.Count(Evaluator.EvalFeature(_context, _key));
}
