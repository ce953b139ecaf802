using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Records the steps of an evaluation that is being explained. Other evaluations have none, and pay a test of a null
/// reference for each step.
/// </summary>
/// <param name="context">The context that is evaluated.</param>
internal sealed partial class Trace(Context context) : ConditionTrace
{
    /// <summary>How many features nest in one trace, so that walking, comparing and printing one may recurse.</summary>
    private const int MaxNesting = 8;

    private readonly SimilarAttributes _similar = new(context);
    private readonly Stack<OpenFeature> _features = new();
    private readonly Stack<List<TraceStep>> _parts = new();

    /// <summary>The traces that nest in no other; <c>null</c> for a feature that is still being evaluated.</summary>
    private readonly List<FeatureTrace?> _roots = [];

    /// <summary>The query parameters of the URL; <c>null</c> until an experiment needs them.</summary>
    private QueryParameters? _query;

    /// <summary>The prerequisite that was evaluated last, until its step is recorded.</summary>
    private (FeatureTrace Trace, bool IsRoot)? _evaluated;

    /// <summary>Whether the tests are those of a prerequisite's value, and not of a user's attributes.</summary>
    private bool _isOfPrerequisite;

    /// <summary>Whether the next prerequisite to be recorded closes a cycle.</summary>
    private bool _closesCycle;

    public Explanation Explain(FeatureResult result, Effects effects) =>
        new(result, effects, _roots[0]!, _roots.Skip(1).Select(trace => trace!).ToImmutableArray());

    /// <summary>The explanation of an experiment that was entered as a feature with one rule.</summary>
    public ExperimentExplanation Explain(ExperimentResult result, Effects effects) => new(
        result, effects, _features.Pop().Rules[0].ToImmutableArray(), _roots.Skip(1).Select(trace => trace!).ToImmutableArray());

    public void EnterFeature(string key)
    {
        var isRoot = _features.Count % MaxNesting == 0;
        _features.Push(new OpenFeature(key, isRoot ? _roots.Count : null));
        if (isRoot)
            _roots.Add(null);
    }

    public void LeaveFeature(FeatureResult result, RuleList rules)
    {
        var feature = _features.Pop();
        var trace = new FeatureTrace(feature.Key, result, RulesOf(feature, result, rules));
        _evaluated = (trace, feature.Root is not null);
        if (feature.Root is { } index)
            _roots[index] = trace;
    }

    /// <summary>Notes that a prerequisite is a feature that is being evaluated.</summary>
    public void CloseCycle() => _closesCycle = true;

    public void EnterRule()
    {
        var feature = _features.Peek();
        feature.Rules.Add([]);
        feature.Filters = 0;
    }

    public override void Enter() => _parts.Push([]);

    private ImmutableArray<TraceStep> Leave() => _parts.Pop().ToImmutableArray();

    private void Add(TraceStep step) => Current.Add(step);

    /// <summary>The steps of the innermost group, or of the current rule.</summary>
    private List<TraceStep> Current => _parts.Count > 0 ? _parts.Peek() : _features.Peek().Rules[^1];

    private static ImmutableArray<RuleTrace> RulesOf(OpenFeature feature, FeatureResult result, RuleList rules)
    {
        var traces = ImmutableArray.CreateBuilder<RuleTrace>(rules.Count);
        for (var i = 0; i < rules.Count; i++)
        {
            var isReached = i < feature.Rules.Count;
            var outcome = !isReached ? RuleOutcome.NotReached : i < feature.Rules.Count - 1 ? RuleOutcome.Skipped : LastOutcome(result);
            traces.Add(new RuleTrace(i, rules[i].Id, rules[i].Kind, outcome, isReached ? feature.Rules[i].ToImmutableArray() : []));
        }
        return traces.MoveToImmutable();
    }

    /// <summary>The outcome of the last rule that was reached.</summary>
    private static RuleOutcome LastOutcome(FeatureResult result) => result.Source switch
    {
        FeatureResultSource.Force or FeatureResultSource.Experiment => RuleOutcome.Answered,
        FeatureResultSource.Prerequisite or FeatureResultSource.CyclicPrerequisite => RuleOutcome.Ended,
        _ => RuleOutcome.Skipped,
    };

    /// <summary>A feature that is being evaluated, with the steps of the rules reached so far.</summary>
    /// <param name="key">The feature's key.</param>
    /// <param name="root">Its index among the traces that nest in no other; <c>null</c> for a nested one.</param>
    private sealed class OpenFeature(string key, int? root)
    {
        public string Key => key;

        public int? Root => root;

        public List<List<TraceStep>> Rules { get; } = [];

        /// <summary>The number of filters of the current rule that are recorded.</summary>
        public int Filters { get; set; }
    }
}
