namespace GrowthBook;

/// <summary>The state of one feature's evaluation: the rule it is at, and the prerequisite of that rule.</summary>
/// <param name="feature">The feature's number in the payload.</param>
/// <param name="rule">The index of the rule to look at next.</param>
/// <param name="mark">The mark of the memo when the evaluation of the feature began; see <see cref="EvaluationMemo"/>.</param>
internal struct FeatureFrame(int feature, int rule, int mark)
{
    public readonly int Feature => feature;

    public readonly int Mark => mark;

    /// <summary>The index of the rule to look at next.</summary>
    public int Rule { get; private set; } = rule;

    /// <summary>The index of the first prerequisite of the rule that is not known to be met.</summary>
    public int Prerequisite { get; private set; }

    public void NextRule()
    {
        Rule++;
        Prerequisite = 0;
    }

    public void NextPrerequisite() => Prerequisite++;
}
