namespace GrowthBook;

/// <summary>
/// The results of all features in one call, with the effects of each. A feature that another one needs is evaluated then, and not again in its
/// turn, so that the call is linear in the rules, and so are its effects: those of a prerequisite are listed once, and a feature
/// that needs it later refers to them.
/// </summary>
/// <param name="entries">The number of entries of the payload's features.</param>
internal sealed class AllFeaturesMemo(int entries) : EvaluationMemo
{
    /// <summary>
    /// How many results per entry are not kept because their evaluation made an assignment. More are a payload whose experiments
    /// replace each other's assignments.
    /// </summary>
    private const int MaxNotKept = 4;

    private readonly FeatureResult?[] _results = new FeatureResult?[entries];

    /// <summary>By entry the number of its last evaluation, or of its own one, which is the one that counts.</summary>
    private readonly int[] _evaluations = new int[entries];
    private readonly EffectRanges _ranges = new(entries);

    /// <summary>The results of features that were evaluated again after their own turn.</summary>
    private Dictionary<int, (FeatureResult Result, int Evaluation)>? _again;

    /// <summary>The first evaluation whose result is not dropped.</summary>
    private int _first;
    private int _notKept;

    /// <summary>Where the next effect or reference is listed.</summary>
    private int Position(in EvaluationState state) => state.EffectCount + _ranges.ReferenceCount;

    /// <inheritdoc/>
    public override FeatureResult? Find(int feature, in EvaluationState state)
    {
        if (feature < 0) // a key that the payload does not mention
            return null;
        if (_again is not null && _again.TryGetValue(feature, out var again))
        {
            _ranges.Refer(Position(state), again.Evaluation);
            return again.Result;
        }
        if (!IsKept(feature))
            return null;
        _ranges.Refer(Position(state), _evaluations[feature]);
        return _results[feature];
    }

    /// <summary>Notes that a feature needs one that is being evaluated.</summary>
    public void FindCycle(int feature, in EvaluationState state) => _ranges.Refer(Position(state), _evaluations[feature]);

    /// <inheritdoc/>
    public override int Begin(int feature, in EvaluationState state)
    {
        var evaluation = _ranges.Begin(Position(state), state.Scope.UnmatchedTests, Assignments);
        if (!IsOwn(feature))
            _evaluations[feature] = evaluation;
        return evaluation;
    }

    /// <inheritdoc/>
    public override void Keep(int feature, FeatureResult result, int mark, in EvaluationState state)
    {
        var hasAssigned = _ranges.End(mark, Position(state), state.Scope.UnmatchedTests, Assignments);
        // Evaluated again, an experiment finds its assignment, and says so.
        var isKept = mark >= _first && (!hasAssigned || ++_notKept > MaxNotKept * entries);
        if (!IsOwn(feature))
        {
            _results[feature] = result;
            _ranges[mark].IsKept = isKept;
        }
        else if (isKept)
        {
            (_again ??= [])[feature] = (result, mark);
        }
    }

    /// <summary>Whether the result of a feature is known when its own turn comes.</summary>
    public bool IsKept(int feature) => _results[feature] is not null && _evaluations[feature] >= _first && _ranges[_evaluations[feature]].IsKept;

    /// <summary>Ends a feature's own turn.</summary>
    public void EndTurn(int feature) => _ranges[_evaluations[feature]].IsOwn = true;

    /// <summary>The results, with the effects of all evaluations.</summary>
    public AllFeatures Build(FeatureTable features, Effects effects) => new(features, _results, _evaluations, _ranges, effects);

    /// <inheritdoc/>
    protected override void Drop()
    {
        _first = _ranges.Count;
        _again?.Clear();
    }

    private bool IsOwn(int feature) => _results[feature] is not null && _ranges[_evaluations[feature]].IsOwn;
}
