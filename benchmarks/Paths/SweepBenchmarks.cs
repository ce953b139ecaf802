using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>All features for one user, then for the next; the time is that of one evaluation.</summary>
[MemoryDiagnoser]
public abstract class SweepBenchmarks
{
    private readonly string[] _keys;
    private readonly Context[] _contexts = Workload.Current.Contexts;
    private HandWrittenFeatures _hand = null!;
    private int _user;

    protected SweepBenchmarks(bool withGroups, int features)
    {
        _keys = withGroups ? Workload.Current.FeatureKeys : Workload.Current.FeatureKeysWithoutGroups;
        if (_keys.Length != features)
            throw new NotSupportedException($"{_keys.Length} features instead of {features}");
    }

    [GlobalSetup]
    public void Setup()
    {
        Agreement.Check(_keys);
        _hand = HandWrittenFeatures.Current;
    }

    protected int ByHand()
    {
        var user = _hand.Users[_user = (_user + 1) % _contexts.Length];
        var count = 0;
        foreach (var key in _keys)
            count += Answers.Count(_hand.Answer(key, user));
        return count;
    }

    protected int ByLibrary()
    {
        var context = _contexts[_user = (_user + 1) % _contexts.Length];
        var count = 0;
        foreach (var key in _keys)
            count += Answers.Count(Evaluator.EvalFeature(context, key));
        return count;
    }
}
