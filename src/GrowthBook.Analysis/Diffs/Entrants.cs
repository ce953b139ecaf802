namespace GrowthBook.Analysis;

/// <summary>
/// Decides whether users who enter a rule of a feature can lose what features give them that require it. A user who enters has a value of the rule in place of
/// a value of a later rule or of the default value.
/// </summary>
/// <param name="payloads">The payloads.</param>
internal sealed class Entrants(PayloadPair payloads)
{
    private readonly Dictionary<string, (Value[] Before, Value[] After)[]> _known = new(StringComparer.Ordinal);

    /// <summary>Whether users who enter rules of the features that a feature requires only enter rules of its own; <c>false</c> without steps left.</summary>
    /// <param name="feature">The feature in the new payload; <c>null</c> for one that is gone.</param>
    public bool OnlyEnter(WrittenFeature? feature) => feature is null || feature.Rules.All(rule => payloads.New.CompiledOf(feature, rule).Prerequisites.All(IsMetFromThenOn));

    private bool IsMetFromThenOn(Prerequisite prerequisite)
    {
        if (!payloads.AffectedFeatures.Contains(prerequisite.Key) || payloads.New.Parts.Find(prerequisite.Key) is not { } required)
            return true;
        foreach (var (before, after) in ValuesOf(required))
        {
            if (!payloads.Work.TryTake(1 + before.Length + after.Length) || (before.Any(value => Meets(prerequisite, value)) && !after.All(value => Meets(prerequisite, value))))
                return false;
        }
        return true;
    }

    /// <summary>For each rule that users can enter: the values that they can have before, and those that they can have after.</summary>
    private (Value[] Before, Value[] After)[] ValuesOf(WrittenFeature feature)
    {
        if (!_known.TryGetValue(feature.Key, out var known))
            _known[feature.Key] = known = New(feature);
        return known;
    }

    private (Value[], Value[])[] New(WrittenFeature feature)
    {
        var rules = payloads.PairsOf(feature.Key).Where(pair => pair.New is not null).ToArray();
        var (later, entered) = (new HashSet<Value> { feature.DefaultValue }, new List<(Value[], Value[])>());
        for (var i = rules.Length - 1; i >= 0; i--)
        {
            var (old, @new) = (rules[i].Old, rules[i].New!);
            if (!payloads.Work.TryTake(later.Count + @new.Experiments.Length))
                return [([Value.Null.Instance, .. later], [Value.Null.Instance, .. later])];
            Value[] values = @new.Force is not null ? [@new.Json["force"]] : [.. @new.Experiment?.Variations ?? []];
            Value[] closed = payloads.New.CompiledOf(feature, @new).Prerequisites.Any(each => each.IsGate) ? [Value.Null.Instance] : []; // the value behind a gate that is not met
            if (old is null || payloads.IsAffected(old, @new))
                entered.AddRange([([.. later, .. closed], values), (closed, [.. later])]);
            later.UnionWith([.. values, .. closed]);
        }
        return [.. entered];
    }

    private bool Meets(Prerequisite prerequisite, Value value)
    {
        var scope = new ConditionScope(payloads.New.Compiled.SavedGroups, null);
        return prerequisite.Condition.Matches(Subject.Prerequisite(value), ref scope) && !scope.HasReachedStepLimit;
    }
}
