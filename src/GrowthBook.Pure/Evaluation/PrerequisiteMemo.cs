namespace GrowthBook;

/// <summary>The results of prerequisites, kept once they are many.</summary>
internal sealed class PrerequisiteMemo : EvaluationMemo
{
    private readonly Dictionary<int, FeatureResult> _results = [];

    /// <inheritdoc/>
    public override FeatureResult? Find(int feature, in EvaluationState state) => _results.TryGetValue(feature, out var result) ? result : null;

    /// <inheritdoc/>
    public override int Begin(int feature, in EvaluationState state) => Drops;

    /// <inheritdoc/>
    public override void Keep(int feature, FeatureResult result, int mark, in EvaluationState state)
    {
        if (mark == Drops)
            _results[feature] = result;
    }

    /// <inheritdoc/>
    protected override void Drop() => _results.Clear();
}
