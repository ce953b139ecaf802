using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Lists the differences outside of features: the payload's own experiments, saved groups and bandits.</summary>
internal static class OtherEdits
{
    public static ImmutableArray<Edit> Of(PayloadPair payloads, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> experiments)
    {
        var edits = new List<Edit>();
        var position = new JsonPosition();
        position.Enter("experiments");
        foreach (var (before, after) in experiments)
        {
            var experiment = after ?? before!;
            var part = $"experiment `{Finding.Name(experiment.Experiment!.Key)}`";
            position.Enter(experiment.Index);
            if (before is null || after is null)
                edits.Add(new Edit(position.ToString(), part, before is null ? "is new" : "is gone"));
            else
                new MemberDifferences(part, edits).Compare(before.Json, after.Json, position);
            position.Leave();
        }
        position.Leave();
        Named("savedGroups", "saved group", payloads.Old.Parts.SavedGroups, payloads.New.Parts.SavedGroups, position, edits);
        Named("contextualBandits", "contextual bandit", payloads.Old.Parts.Bandits, payloads.New.Parts.Bandits, position, edits);
        return [.. edits];
    }

    private static void Named(string member, string kind, Value.Object old, Value.Object @new, JsonPosition position, List<Edit> edits)
    {
        position.Enter(member);
        foreach (var name in @new.Keys.Union(old.Keys, StringComparer.Ordinal))
        {
            var (before, after) = (old.GetValueOrDefault(name), @new.GetValueOrDefault(name));
            if (Equals(before, after))
                continue;
            position.Enter(name);
            var part = $"{kind} `{Finding.Name(name)}`";
            if (before is null || after is null)
                edits.Add(new Edit(position.ToString(), part, before is null ? "is new" : "is gone"));
            else
                new MemberDifferences(part, edits).Compare(AsObject(before), AsObject(after), position);
            position.Leave();
        }
        position.Leave();
    }

    /// <summary>A group of the old form is an array of its values.</summary>
    private static Value.Object AsObject(Value value) => value as Value.Object ?? new Value.Object([new("values", value)]);
}
