namespace GrowthBook.Analysis;

/// <summary>Lists the members in which two JSON objects differ.</summary>
/// <param name="part">The part for people.</param>
/// <param name="edits">Takes the differences.</param>
internal sealed class MemberDifferences(string part, List<Edit> edits)
{
    /// <summary>Maximum length of a value in the text, in UTF-16 code units.</summary>
    private const int MaxLength = 60;

    /// <summary>Maximum number of differences on one line.</summary>
    private const int MaxShown = 3;

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

    private void Compare(string name, string path, Value? old, Value? @new, JsonPosition position)
    {
        path = PlainText.Of(path, PlainText.MaxMessage);
        if (Equals(old, @new))
            return;
        position.Enter(name);
        if (old is Value.Object before && @new is Value.Object after && before.Count > 0 && after.Count > 0)
        {
            foreach (var member in after.Keys.Union(before.Keys, StringComparer.Ordinal))
                Compare(member, $"{path}.{member}", before.GetValueOrDefault(member), after.GetValueOrDefault(member), position);
        }
        else
        {
            edits.Add(new Edit(position.ToString(), part, $"{path} {TextOf(old, @new)}"));
        }
        position.Leave();
    }

    private static string TextOf(Value? old, Value? @new)
    {
        var text = $"{Short(old)} → {Short(@new)}";
        if (text.Length <= MaxLength || old is not Value.Array before || @new is not Value.Array after)
            return text;
        var (all, kept) = (before.ToHashSet(), after.ToHashSet());
        var (added, removed) = (after.Where(item => !all.Contains(item)).ToArray(), before.Where(item => !kept.Contains(item)).ToArray());
        return string.Join(", ", Named("adds", added).Concat(Named("removes", removed))) is { Length: > 0 } difference ? difference : "has another order";
    }

    private static IEnumerable<string> Named(string verb, Value[] items)
    {
        if (items.Length == 0)
            yield break;
        var shown = string.Join(", ", items.Take(3).Select(item => Short(item)));
        yield return items.Length > 3 ? FormattableString.Invariant($"{verb} {shown} and {items.Length - 3} more") : $"{verb} {shown}";
    }

    public static string Short(Value? value)
    {
        if (value is null)
            return "none";
        var text = ShortJson.Fits(value, MaxLength) ? value.ToJson() : ShortJson.Of(value, MaxLength);
        return text.Length <= MaxLength ? text : text[..MaxLength] + "…";
    }
}
