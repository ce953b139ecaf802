namespace GrowthBook.Analysis;

/// <summary>How good a part of a result is. A mark or a word always says the same as the colour.</summary>
internal enum Tone
{
    Neutral,
    Good,
    Warning,
    Bad,
}

/// <summary>The style classes of tones.</summary>
internal static class Tones
{
    public static string ToStyle(this Tone tone) => tone switch
    {
        Tone.Neutral => "neutral",
        Tone.Good => "good",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The place in an order by severity: bad parts first, then warnings, then all others.</summary>
    public static int ToRank(this Tone tone) => tone switch
    {
        Tone.Bad => 0,
        Tone.Warning => 1,
        _ => 2,
    };

    /// <summary>A word on a ground of the tone's colour.</summary>
    public static Html Badge(this Tone tone, string text) => Html.Of($"""<span class="badge {tone.ToStyle()}">{text}</span>""");
}
