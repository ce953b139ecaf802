namespace GrowthBook.Analysis;

/// <summary>JSON values on one line. Of two long values their first difference is shown.</summary>
internal static class ValueTexts
{
    /// <summary>Maximum length of a value in the text, in UTF-16 code units.</summary>
    public const int MaxLength = 60;

    /// <summary>The number of characters before a difference and, at the least, from there on.</summary>
    private const int Around = 20;

    /// <summary>The beginning of a value's JSON text; <c>none</c> without a value.</summary>
    public static string Of(Value? value)
    {
        if (value is null)
            return "none";
        var text = ShortJson.Fits(value, MaxLength) ? value.ToJson() : ShortJson.Of(value, MaxLength);
        return text.Length <= MaxLength ? text : Part(text, 0);
    }

    /// <summary>Two values, each as <see cref="Of(Value)"/> shows it if that shows a difference, and otherwise around their first difference.</summary>
    public static (string Old, string New) Of(Value? old, Value? @new)
    {
        if (old is null || @new is null || (IsWhole(old) && IsWhole(@new)))
            return (Of(old), Of(@new));
        var (before, after) = (old.ToJson(), @new.ToJson());
        var same = before.AsSpan().CommonPrefixLength(after);
        return same <= MaxLength - Around ? (Of(old), Of(@new)) : (Part(before, same - Around), Part(after, same - Around));
    }

    /// <summary>Whether the whole text of a value is shown.</summary>
    public static bool IsWhole(Value value) => ShortJson.Fits(value, MaxLength) && value.ToJson().Length <= MaxLength;

    /// <summary>A part of a text, with dots where it is cut.</summary>
    private static string Part(string text, int start)
    {
        start = Boundary(text, start);
        var end = Boundary(text, Math.Min(text.Length, start + MaxLength));
        return $"{(start > 0 ? "…" : "")}{text[start..end]}{(end < text.Length ? "…" : "")}";
    }

    /// <summary>The index, or the one before it within a surrogate pair.</summary>
    private static int Boundary(string text, int index) => index > 0 && index < text.Length && char.IsLowSurrogate(text[index]) ? index - 1 : index;
}
