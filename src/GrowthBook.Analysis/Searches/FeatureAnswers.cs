namespace GrowthBook.Analysis;

/// <summary>The values that the rules of a feature give, without those of prerequisites.</summary>
/// <param name="payload">The payload.</param>
/// <param name="feature">The key of the feature.</param>
internal sealed class FeatureAnswers(WrittenPayload payload, string feature)
{
    /// <summary>The variations of the feature's experiments, with their keys; a variation without one has its number.</summary>
    public IEnumerable<(string Experiment, int Number, string Key, Value Value)> Variations() =>
        from rule in payload.Parts.Find(feature)?.Rules ?? []
        from arm in rule.Experiments
        from variation in arm.Compiled.Source.Variations.Select((value, number) => (value, number))
        select (arm.Compiled.Source.Key, variation.number, arm.Compiled.Meta(variation.number)?.Key ?? FormattableString.Invariant($"{variation.number}"), variation.value);

    /// <summary>The values of forcing rules, of variations and the default value.</summary>
    public IEnumerable<Value> Values() => payload.Parts.Find(feature) is not { } written ? []
        : written.Rules.Where(rule => rule.Force is not null).Select(rule => rule.Json["force"])
            .Concat(Variations().Select(variation => variation.Value))
            .Append(written.DefaultValue);
}
