using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Writes down what an evaluation looks at. Evaluations that nobody asked to explain have none, and pay a test of
/// a null reference for each step.
/// </summary>
internal sealed class Trace
{
    private readonly List<OpenFeature> _features = [];
    private readonly Stack<OpenFeature> _open = new();
    private readonly Stack<(string Name, int At)> _operators = new();

    public static Value Bucket(double bucket) => double.IsNaN(bucket) ? Value.Null.Instance : bucket;

    public static Value Ranges(ImmutableArray<BucketRange> ranges) =>
        ranges.IsDefault ? Value.Array.Empty : new Value.Array(ranges.Select(range => (Value)new[] { range.Start, range.End }).ToArray());

    public ImmutableArray<FeatureTrace> ToImmutable() =>
        _features.Where(feature => feature.Trace is not null).Select(feature => feature.Trace!).ToImmutableArray();

    /// <summary>Forgets everything, because the evaluation starts again.</summary>
    public void Restart()
    {
        _features.Clear();
        _open.Clear();
        _operators.Clear();
    }

    public void EnterFeature(string key)
    {
        var feature = new OpenFeature(key);
        _features.Add(feature);
        _open.Push(feature);
    }

    public void LeaveFeature(FeatureResult result, RuleList rules) => _open.Pop().Close(result, rules);

    public void EnterRule() => _open.Peek().Rules.Add([]);

    public void Step(TraceCheck check, bool passed, params ReadOnlySpan<(string Name, Value Value)> facts)
    {
        var members = new ObjectMembers(facts.Length);
        foreach (var (name, value) in facts)
            members.Set(name, value);
        Steps.Add(new TraceStep(check, passed, new Value.Object(members), _operators.Count));
    }

    public void Tested(string path, string name, Value expected, Value actual, bool passed) => Step(
        TraceCheck.Test, passed, ("path", path), ("operator", name), ("expected", expected), ("actual", actual));

    public void RegexGaveUp(string pattern) => Step(TraceCheck.RegexBudget, false, ("pattern", pattern));

    public void EnterOperator(string name) => _operators.Push((name, Steps.Count));

    /// <summary>Puts the operator's own step above those within it.</summary>
    public void LeaveOperator(bool passed)
    {
        var (name, at) = _operators.Pop();
        Steps.Insert(at, new TraceStep(
            TraceCheck.Condition, passed, Value.Object.Empty.With("operator", name), _operators.Count));
    }

    /// <summary>The steps of the rule that is being walked.</summary>
    private List<TraceStep> Steps => _open.Peek().Rules[_open.Peek().Rules.Count - 1];

    private sealed class OpenFeature(string key)
    {
        public List<List<TraceStep>> Rules { get; } = [];

        public FeatureTrace? Trace { get; private set; }

        public void Close(FeatureResult result, RuleList rules)
        {
            var traces = ImmutableArray.CreateBuilder<RuleTrace>(rules.Count);
            for (var i = 0; i < rules.Count; i++)
            {
                traces.Add(i < Rules.Count
                    ? new RuleTrace(i, rules[i].Id, rules[i].Kind, Outcome(result, i), Rules[i].ToImmutableArray())
                    : new RuleTrace(i, rules[i].Id, rules[i].Kind, RuleOutcome.NotReached, []));
            }
            Trace = new FeatureTrace(key, result, traces.MoveToImmutable());
        }

        private RuleOutcome Outcome(FeatureResult result, int index)
        {
            if (index < Rules.Count - 1)
                return RuleOutcome.Skipped;
            return result.Source switch
            {
                FeatureResultSource.Force or FeatureResultSource.Experiment => RuleOutcome.Answered,
                FeatureResultSource.Prerequisite or FeatureResultSource.CyclicPrerequisite => RuleOutcome.Ended,
                _ => RuleOutcome.Skipped,
            };
        }
    }
}
