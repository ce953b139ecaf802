namespace GrowthBook.Analysis;

/// <summary>
/// Decides whether a condition implies another one, attribute by attribute. Sound and incomplete: <c>true</c> is a proof, <c>false</c>
/// is no answer.
/// </summary>
/// <param name="payloads">The payloads, whose saved groups can differ.</param>
internal sealed class Implication(PayloadPair payloads)
{
    /// <summary>Maximum number of lists of alternatives that are opened within each other.</summary>
    private const int MaxDepth = 4;

    /// <summary>Whether each user who meets the old condition meets the new one.</summary>
    public bool Holds(Value old, Value @new) => @new is Value.Null
        || (old is not Value.Null and not Value.Object) // malformed: no user meets it
        || (@new is Value.Object condition && Holds(Part.Of(old as Value.Object ?? Value.Object.Empty), Part.Of(condition), 0));

    private bool Holds(IReadOnlyList<Part> old, IReadOnlyList<Part> @new, int depth) => @new.All(part => Holds(old, part, depth));

    private bool Holds(IReadOnlyList<Part> old, Part @new, int depth)
    {
        if (old.Any(part => Holds(part, @new)))
            return true;
        if (depth == MaxDepth)
            return false;
        if (@new.Alternatives() is { } wanted && (wanted.Count == 0 || wanted.Any(alternative => Holds(old, alternative, depth + 1))))
            return true;
        foreach (var part in old)
        {
            if (part.Alternatives() is { Count: > 0 } given && given.All(alternative => Holds([.. old.Where(other => other != part), .. alternative], @new, depth + 1)))
                return true;
        }
        return false;
    }

    private bool Holds(Part old, Part @new)
    {
        if (!payloads.Work.TryTake(1) || old.Attribute != @new.Attribute)
            return false;
        if (old.Operator != @new.Operator)
            return HoldsAcross(old, @new);
        if (!payloads.Work.TryTake(SizeOf(old.Operand) + SizeOf(@new.Operand)))
            return false;
        if (payloads.UsesChangedGroup(@new.AsValue()))
            return GrowsOnly(old, @new);
        return ValueEquality.SameJson(old.Operand, @new.Operand) || (@new.Attribute is not null && HoldsWithin(old.Operator, old.Operand, @new.Operand));
    }

    private static bool HoldsWithin(string name, Value old, Value @new) => name switch
    {
        "$in" or "$ini" => IsSubset(old, @new),
        "$nin" or "$nini" or "$all" or "$alli" => IsSubset(@new, old),
        "$exists" => old.IsTruthy == @new.IsTruthy,
        "$gt" or "$gte" => Compare(old, @new) is >= 0,
        "$lt" or "$lte" => Compare(old, @new) is <= 0,
        "$vgt" or "$vgte" => CompareVersions(old, @new) is >= 0,
        "$vlt" or "$vlte" => CompareVersions(old, @new) is <= 0,
        _ => false,
    };

    private static bool HoldsAcross(Part old, Part @new) => @new.Attribute is not null && (old.Operator, @new.Operator) switch
    {
        ("$eq", "$in") => old.Operand is not (Value.Array or Value.Object) && @new.Operand is Value.Array set && set.Contains(old.Operand),
        ("$nin", "$ne") => old.Operand is Value.Array set && set.Contains(@new.Operand) && @new.Operand is not (Value.Array or Value.Object),
        ("$gt", "$gte") => Compare(old.Operand, @new.Operand) is >= 0,
        ("$gte", "$gt") => Compare(old.Operand, @new.Operand) is > 0,
        ("$lt", "$lte") => Compare(old.Operand, @new.Operand) is <= 0,
        ("$lte", "$lt") => Compare(old.Operand, @new.Operand) is < 0,
        ("$vgt", "$vgte") => CompareVersions(old.Operand, @new.Operand) is >= 0,
        ("$vgte", "$vgt") => CompareVersions(old.Operand, @new.Operand) is > 0,
        ("$vlt", "$vlte") => CompareVersions(old.Operand, @new.Operand) is <= 0,
        ("$vlte", "$vlt") => CompareVersions(old.Operand, @new.Operand) is < 0,
        ("$eq", "$exists") => @new.Operand.IsTruthy && old.Operand is (Value.String or Value.Number or Value.Boolean),
        ("$in", "$exists") => @new.Operand.IsTruthy && old.Operand is Value.Array set && !set.Contains(Value.Null.Instance),
        _ => false,
    };

    /// <summary>Whether a test of a list group is the same, and the group has all of its earlier values.</summary>
    private bool GrowsOnly(Part old, Part @new)
    {
        if (!ValueEquality.SameJson(old.Operand, @new.Operand) || @new.Operator is not ("$inGroup" or "$savedGroup"))
            return false;
        var id = @new.Operator == "$inGroup" ? @new.Operand.AsString()! : @new.Operand["id"].AsString()!;
        var (before, after) = (payloads.Old.Parts.SavedGroups[id], payloads.New.Parts.SavedGroups[id]);
        return before["type"].Equals(after["type"]) && before["attributeKey"].Equals(after["attributeKey"])
            && IsSubset(before is Value.Array ? before : before["values"], after is Value.Array ? after : after["values"]);
    }

    /// <summary>The steps to compare an operand.</summary>
    private static long SizeOf(Value operand) => operand is Value.Array items ? items.Count : 1;

    private static bool IsSubset(Value part, Value whole)
    {
        if (part is not Value.Array items || whole is not Value.Array all)
            return false;
        var set = all.ToHashSet();
        return items.All(item => item is not (Value.Array or Value.Object) && set.Contains(item));
    }

    private static int? Compare(Value left, Value right) => (left.AsDouble(), right.AsDouble()) is ({ } a, { } b) && !double.IsNaN(a) && !double.IsNaN(b) ? a.CompareTo(b) : null;

    private static int? CompareVersions(Value left, Value right) => left is Value.String && right is Value.String
        ? string.CompareOrdinal(PaddedVersion.Of(left), PaddedVersion.Of(right))
        : null;

    /// <summary>A part of a conjunction: a test of an attribute, or an operator on the whole user.</summary>
    /// <param name="Attribute">The path of the attribute; <c>null</c> for an operator on the whole user.</param>
    /// <param name="Operator">The operator; <c>""</c> for a bare operand.</param>
    /// <param name="Operand">The operand.</param>
    private sealed record Part(string? Attribute, string Operator, Value Operand)
    {
        public static List<Part> Of(Value.Object condition)
        {
            var parts = new List<Part>();
            foreach (var (name, operand) in condition)
            {
                if (name == "$and" && operand is Value.Array all && all.All(item => item is Value.Object))
                    parts.AddRange(all.SelectMany(item => Of((Value.Object)item)));
                else if (name is "$and" or "$or" or "$nor" or "$not" or "$savedGroup")
                    parts.Add(new Part(null, name, operand));
                else if (operand is Value.Object { Count: > 0 } operators && operators.Keys.All(key => key.StartsWith('$')))
                    parts.AddRange(operators.Select(test => new Part(name, test.Key, test.Value)));
                else
                    parts.Add(new Part(name, "", operand));
            }
            return parts;
        }

        /// <summary>The alternatives of <c>$or</c>; <c>null</c> for another part, and for a malformed one.</summary>
        public List<List<Part>>? Alternatives() => Attribute is null && Operator == "$or" && Operand is Value.Array any && any.All(item => item is Value.Object)
            ? [.. any.Select(item => Of((Value.Object)item))]
            : null;

        public Value.Object AsValue() => new([new(Operator, Operand)]);
    }
}
