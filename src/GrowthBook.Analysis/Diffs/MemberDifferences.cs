namespace GrowthBook.Analysis;

/// <summary>Lists the members in which two JSON objects differ.</summary>
/// <param name="part">The part for people.</param>
/// <param name="edits">Takes the differences.</param>
internal sealed class MemberDifferences(string part, List<Edit> edits)
{
    /// <summary>Maximum number of differences or items on one line.</summary>
    private const int MaxShown = 3;

    /// <summary>Maximum number of elements of an array that are compared one by one.</summary>
    private const int MaxPairs = 10;

    /// <summary>What differs between two values, on one line: <c>1 → 2</c>, and of objects the members.</summary>
    public static string Summary(Value old, Value @new)
    {
        if (old is not Value.Object { Count: > 0 } before || @new is not Value.Object { Count: > 0 } after || before.Equals(after))
            return TextOf(old, @new);
        var edits = new List<Edit>();
        new MemberDifferences("", edits).Compare(before, after, new JsonPosition());
        var shown = string.Join(", ", edits.Take(MaxShown).Select(edit => edit.Change));
        return edits.Count > MaxShown ? $"{shown} and {Shown.Count(edits.Count - MaxShown)} more" : shown;
    }

    /// <summary>Compares the members of two objects, except those named.</summary>
    public void Compare(Value.Object old, Value.Object @new, JsonPosition position, params ReadOnlySpan<string> except)
    {
        foreach (var name in @new.Keys.Union(old.Keys, StringComparer.Ordinal))
        {
            if (!except.Contains(name))
                Compare(name, name, old.GetValueOrDefault(name), @new.GetValueOrDefault(name), position);
        }
    }

    /// <param name="name">The name of the member; <c>null</c> for an element, which the position has.</param>
    /// <param name="path">The path in the text.</param>
    /// <param name="old">The value before.</param>
    /// <param name="new">The value after.</param>
    /// <param name="position">The position around the member.</param>
    private void Compare(string? name, string path, Value? old, Value? @new, JsonPosition position)
    {
        path = PlainText.Of(path, PlainText.MaxMessage);
        if (Equals(old, @new))
            return;
        if (name is not null)
            position.Enter(name);
        if (old is Value.Object before && @new is Value.Object after && before.Count > 0 && after.Count > 0)
        {
            foreach (var member in after.Keys.Union(before.Keys, StringComparer.Ordinal))
                Compare(member, $"{path}.{member}", before.GetValueOrDefault(member), after.GetValueOrDefault(member), position);
        }
        else if (old is Value.Array list && @new is Value.Array other && HasPairs(list, other))
        {
            for (var i = 0; i < list.Count; i++)
            {
                position.Enter(i);
                Compare(null, FormattableString.Invariant($"{path}[{i}]"), list[i], other[i], position);
                position.Leave();
            }
        }
        else
        {
            edits.Add(new Edit(position.ToString(), part, $"{path} {TextOf(old, @new)}"));
        }
        if (name is not null)
            position.Leave();
    }

    /// <summary>
    /// Whether arrays too long for a line have the same length, and few elements differ, which are objects or arrays and in no other place: then these are compared
    /// one by one. An element that is inserted moves those after it, which are in another place.
    /// </summary>
    private static bool HasPairs(Value.Array old, Value.Array @new)
    {
        if (old.Count != @new.Count || (ValueTexts.IsWhole(old) && ValueTexts.IsWhole(@new)))
            return false;
        var pairs = old.Zip(@new).Where(pair => !pair.First.Equals(pair.Second)).Take(MaxPairs + 1).ToArray();
        if (pairs.Length > MaxPairs || !pairs.All(pair => pair is (Value.Object { Count: > 0 }, Value.Object { Count: > 0 }) or (Value.Array, Value.Array)))
            return false;
        var (before, after) = (old.ToHashSet(), @new.ToHashSet());
        return pairs.All(pair => !before.Contains(pair.Second) && !after.Contains(pair.First));
    }

    private static string TextOf(Value? old, Value? @new)
    {
        var (before, after) = ValueTexts.Of(old, @new);
        var text = $"{before} → {after}";
        if (text.Length <= ValueTexts.MaxLength || old is not Value.Array list || @new is not Value.Array other)
            return text;
        var (all, kept) = (list.ToHashSet(), other.ToHashSet());
        var (added, removed) = (other.Where(item => !all.Contains(item)).ToArray(), list.Where(item => !kept.Contains(item)).ToArray());
        var difference = string.Join(", ", Named("adds", added, removed).Concat(Named("removes", removed, added)));
        return difference.Length > 0 ? difference : "has another order";
    }

    /// <param name="verb">What is done to the items.</param>
    /// <param name="items">The items.</param>
    /// <param name="others">The items of which the opposite is done, from which the text of each item differs.</param>
    private static IEnumerable<string> Named(string verb, Value[] items, Value[] others)
    {
        if (items.Length == 0)
            yield break;
        var shown = string.Join(", ", items.Take(MaxShown).Select((item, i) => ValueTexts.Of(item, others.ElementAtOrDefault(i)).Old));
        yield return items.Length > MaxShown ? FormattableString.Invariant($"{verb} {shown} and {items.Length - MaxShown} more") : $"{verb} {shown}";
    }
}
