using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>What people need to know of the shares of an experiment or a rollout: why they are not exact, and what is proved.</summary>
internal static class DiffNotes
{
    /// <summary>The notes, one line each.</summary>
    /// <param name="part">The JSON of the experiment or the rollout.</param>
    public static IEnumerable<string> Of(Value part)
    {
        foreach (var reason in part["reasons"].Items())
            yield return $"all else equal; {Shown.Text(reason)}";
        if (part["verdict"] is Value.Object verdict)
            yield return TextOf(verdict);
    }

    private static string TextOf(Value.Object verdict) => verdict["kind"].AsString() switch
    {
        "proved" => "proved: each user in it stays, with the same variation",
        "witness" => $"disproved by the user {verdict["witness"]["attributes"]}: {DiffNames.OfVariation(verdict["witness"]["before"])} → {DiffNames.OfVariation(verdict["witness"]["after"])} ({Shown.Text(verdict["witness"]["class"])})",
        _ => $"neither proved nor disproved: {string.Join("; ", verdict["reasons"].Items().Select(Shown.Text))}",
    };
}
