namespace GrowthBook;

/// <summary>
/// Evaluates a feature whose prerequisites are many, deep or cyclic: with a stack on the heap, so that a chain of
/// 100,000 cannot exhaust the thread's, and evaluating each feature once, so that diamonds cost what they are. (A
/// feature's result does not depend on who asks for it, unless it lies on a cycle, and a cycle ends everything.)
/// </summary>
internal sealed class LargeEvaluation
{
    private readonly Stack<FeatureFrame> _frames = new();
    private readonly HashSet<string> _path = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FeatureResult> _results = new(StringComparer.Ordinal);

    /// <summary>The value last reported for each feature.</summary>
    public Dictionary<string, Value> Reported { get; } = new(StringComparer.Ordinal);

    public FeatureResult Evaluate(string key, ref EvaluationState state)
    {
        _path.Clear();
        var result = Enter(key, ref state);
        while (_frames.Count > 0)
        {
            var frame = _frames.Pop();
            var answer = frame.Advance(result, ref state, out var needed);
            if (answer is null)
            {
                _frames.Push(frame);
                result = Enter(needed!.Key, ref state);
                continue;
            }
            result = FeatureEvaluation.Finish(frame.Feature, answer, ref state);
            _path.Remove(frame.Feature.Key);
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
        _frames.Push(new FeatureFrame(feature));
        return null;
    }
}
