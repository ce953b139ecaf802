namespace GrowthBook;

/// <summary>
/// Evaluates a feature whose prerequisites are many, deep or cyclic: with a stack on the heap, so that a chain of
/// 100,000 cannot exhaust the thread's, and evaluating each feature once, so that diamonds cost what they are. (A
/// feature's result does not depend on who asks for it, unless it lies on a cycle, and a cycle ends everything; where a
/// sticky assignment made meanwhile could change it, the results are forgotten.)
/// </summary>
internal sealed class LargeEvaluation
{
    /// <summary>
    /// How often results are forgotten at most, so that no payload can make diamonds cost more than that many times what
    /// they are.
    /// </summary>
    private const int MaxForgettings = 100;

    /// <summary>The features that are being evaluated, each with how often results had been forgotten when it was entered.</summary>
    private readonly Stack<(FeatureFrame Frame, int Forgettings)> _frames = new();
    private readonly HashSet<string> _path = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FeatureResult> _results = new(StringComparer.Ordinal);

    /// <summary>By its key the experiment whose assignment was looked up; <c>null</c> where several have that key.</summary>
    private readonly Dictionary<string, CompiledExperiment?> _lookups = new(StringComparer.Ordinal);

    private int _forgettings;

    /// <summary>The value last reported for each feature.</summary>
    public Dictionary<string, Value> Reported { get; } = new(StringComparer.Ordinal);

    /// <summary>Notes that an experiment's result depends on the assignments of its key.</summary>
    public void NoteLookup(CompiledExperiment experiment)
    {
        var key = experiment.Source.Key;
        _lookups[key] = !_lookups.TryGetValue(key, out var earlier) || earlier == experiment ? experiment : null;
    }

    /// <summary>Forgets results, because an assignment makes the experiment that it was made by answer otherwise.</summary>
    public void ForgetResults()
    {
        if (_forgettings >= MaxForgettings)
            return;
        _forgettings++; // what is being evaluated now is not remembered either
        _results.Clear();
    }

    /// <summary>Forgets results if another experiment of the same key may have answered before there was an assignment.</summary>
    public void ForgetResultsOfOthers(CompiledExperiment experiment)
    {
        if (_lookups[experiment.Source.Key] is null)
            ForgetResults();
    }

    public FeatureResult Evaluate(string key, ref EvaluationState state)
    {
        _path.Clear();
        var result = Enter(key, ref state);
        while (_frames.Count > 0)
        {
            var (frame, forgettings) = _frames.Pop();
            var answer = frame.Advance(result, ref state, out var needed);
            if (answer is null)
            {
                _frames.Push((frame, forgettings));
                result = Enter(needed!.Key, ref state);
                continue;
            }
            result = FeatureEvaluation.Finish(frame.Feature, answer, ref state);
            _path.Remove(frame.Feature.Key);
            if (forgettings == _forgettings)
                _results[frame.Feature.Key] = result;
        }
        return result!;
    }

    /// <summary>The result of a feature that needs no walk through its rules; otherwise <c>null</c>, and the feature is the next to walk.</summary>
    private FeatureResult? Enter(string key, ref EvaluationState state)
    {
        if (_path.Contains(key))
        {
            var cyclic = new FeatureResult(Value.Null.Instance, FeatureResultSource.CyclicPrerequisite);
            state.Report(new Effect.FeatureEvaluated(key, cyclic));
            return cyclic;
        }
        if (_results.TryGetValue(key, out var known))
            return known;

        state.Trace?.EnterFeature(key);
        if (FeatureEvaluation.WithoutRules(key, ref state, out var feature) is { } immediate)
        {
            state.Trace?.LeaveFeature(immediate, default);
            return immediate;
        }
        _path.Add(key);
        _frames.Push((new FeatureFrame(feature), _forgettings));
        return null;
    }
}
