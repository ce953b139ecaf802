namespace GrowthBook.Analysis;

/// <summary>The value of a feature for a user, with the reason.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The kind of reason.</param>
/// <param name="RuleId">The id of the rule that gave the value; <c>""</c> without one.</param>
/// <param name="Experiment">The key of the experiment that gave the value; <c>null</c> without one.</param>
/// <param name="Variation">The key of its variation; <c>null</c> without one.</param>
/// <param name="Reason">
/// The step that decided, such as <c>fr_1: country $in ["PT"], actual "US"</c>: of the rule that answered, or of each rule if none did.
/// Empty for a feature without rules.
/// </param>
public sealed record MatrixCell(Value Value, FeatureResultSource Source, string RuleId, string? Experiment, string? Variation, string Reason)
{
    /// <summary>The cell as JSON: <c>{"value","source","ruleId","experiment"?,"variation"?,"reason"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new List<KeyValuePair<string, Value>> { new("value", Value), new("source", Source.ToName()), new("ruleId", RuleId) };
        if (Experiment is not null)
            members.Add(new("experiment", Experiment));
        if (Variation is not null)
            members.Add(new("variation", Variation));
        members.Add(new("reason", Reason));
        return new Value.Object(members);
    }

    /// <summary>Where a value is from, for people: the kind of reason, or the experiment with its variation.</summary>
    internal static string OriginOf(string source, string? experiment, string? variation) => experiment is null ? source : $"experiment {experiment} = {variation}";

    internal static MatrixCell Of(Context context, string feature)
    {
        var explanation = Evaluator.Explain(context, feature);
        var result = explanation.Result;
        return new MatrixCell(result.Value, result.Source, result.RuleId, result.Experiment?.Key, result.ExperimentResult?.Key, RuleReason.Of(explanation.Trace));
    }
}
