using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The names that columns of CSV and members of JSON have in exposures: of the experiment, the variation and the count.</summary>
internal static class ExposureNames
{
    /// <summary>The places of the parts, which are also those of columns without names.</summary>
    public const int Experiment = 0, Variation = 1, Count = 2;

    private const string Expected = "expected experiment, variation and, for aggregates, count";

    private static readonly string[][] Known =
    [
        ["experiment", "experimentId", "experiment_id", "experimentKey"],
        ["variation", "variationId", "variation_id", "variationKey"],
        ["count", "users"],
    ];

    /// <summary>Usual names of other columns, which are no misspelt ones.</summary>
    private static readonly string[] Others = ["user", "userId", "user_id", "time", "timestamp", "date"];

    /// <summary>The part that a name stands for, in any case; -1 for an unknown name.</summary>
    public static int PartOf(string name) => Array.FindIndex(Known, names => names.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The error of names of which one seems a misspelt part that is missing, two stand for the same part, or one is missing; otherwise
    /// <c>null</c>. Other names, such as those of times and users, are ignored.
    /// </summary>
    /// <param name="names">The names of a line.</param>
    /// <param name="kind">What has the names: a column or a member.</param>
    public static string? ErrorOf(IReadOnlyList<string> names, string kind)
    {
        var parts = names.Select(PartOf).ToHashSet();
        var missed = Known.Where((_, part) => !parts.Contains(part)).SelectMany(known => known).ToArray();
        if (names.FirstOrDefault(name => PartOf(name) < 0 && !Others.Contains(name, StringComparer.OrdinalIgnoreCase) && Nearest.Find(name, missed) is not null) is { } unknown)
            return $"unknown {kind} `{Columns.Short(unknown)}`{Nearest.Question(unknown, missed)}; {Expected}";
        if (names.Where(name => PartOf(name) >= 0).GroupBy(PartOf).FirstOrDefault(same => same.Count() > 1)?.ToArray() is [var first, var second, ..])
            return $"the {kind}s `{first}` and `{second}` mean the same; keep one of them";
        var missing = new[] { Experiment, Variation }.Where(part => !parts.Contains(part)).Select(part => Known[part][0]).ToArray();
        return missing.Length == 0 ? null : $"no {kind} {string.Join(" and ", missing)}; {Expected}{RemedyOf(names)}";
    }

    /// <summary>How exposures are made of effects; empty for other names.</summary>
    private static string RemedyOf(IReadOnlyList<string> names)
    {
        var effects = names.Contains("effects") ? ".effects[]|" : names.Contains("type") && names.Contains("result") ? "" : null;
        return effects is null ? "" : $"; of effects, make them with jq -c '{effects}select(.type==\"experimentViewed\")|{{experiment:.experiment.key,variation:.result.key}}'";
    }

    /// <summary>The error of a file with another separator of columns.</summary>
    public static string ErrorOfSeparator(char separator) => $"columns separated by {CsvSeparator.NameOf(separator)}; save the file with commas";

    /// <summary>The error of a line that has not the columns of exposures without names, or another separator; otherwise <c>null</c>.</summary>
    public static string? ErrorOfUnnamed(IReadOnlyList<string> cells) =>
        cells.Count is 2 or 3 ? null
        : cells is [var only] && CsvSeparator.WithinCell(only) is { } separator ? ErrorOfSeparator(separator)
        : $"{Shown.Count(cells.Count, "column")} without names; write a first line such as experiment,variation,count";

    /// <summary>The mend of a first line without a known name whose count is none: it may be a header.</summary>
    public static string MendOfHeader { get; } =
        $"if line 1 names the columns, use {string.Join("; ", Known.Select(names => $"{names[0]} (or {string.Join(", ", names.Skip(1))})"))}";
}
