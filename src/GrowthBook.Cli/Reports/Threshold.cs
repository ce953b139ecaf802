using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>A limit of a class of changes: <c>moved&gt;0</c> or <c>left&gt;0.1%</c>.</summary>
/// <param name="Text">The limit as written.</param>
/// <param name="Class">The class; <c>null</c> for all classes but <c>same</c>.</param>
/// <param name="Limit">The number that may not be exceeded: a share from 0 to 1, or a count.</param>
/// <param name="IsShare">Whether the number is a share.</param>
internal sealed record Threshold(string Text, ChangeClass? Class, double Limit, bool IsShare)
{
    private const string Any = "any";

    /// <summary>Reads limits that commas separate.</summary>
    /// <returns>The limits, or the error.</returns>
    public static (IReadOnlyList<Threshold> Thresholds, string? Error) Parse(string text)
    {
        var thresholds = new List<Threshold>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sides = part.Split('>', 2, StringSplitOptions.TrimEntries);
            var isShare = sides.Length == 2 && sides[1].EndsWith('%');
            if (sides.Length != 2 || DecimalNumber.Parse(isShare ? sides[1][..^1] : sides[1]) is not { } limit)
                return ([], $"`{part}` is no threshold; write a class, > and a number: moved>0 or left>0.1%");
            if (sides[0] != Any && ChangeClasses.Parse(sides[0]) is null or ChangeClass.Same)
                return ([], $"`{sides[0]}` is no class of changes{Nearest.Question(sides[0], ChangeClasses.All.Select(each => each.ToName()).Append(Any))}");
            thresholds.Add(new Threshold(part, sides[0] == Any ? null : ChangeClasses.Parse(sides[0]), isShare ? limit / 100 : limit, isShare));
        }
        return thresholds.Count == 0 ? ([], "names no limit; write a class, > and a number: moved>0 or left>0.1%") : (thresholds, null);
    }

    /// <summary>Whether only counts of users can exceed the limit: a number other than 0.</summary>
    public bool NeedsUsers => !IsShare && Limit > 0;

    /// <summary>
    /// Whether the limit is exceeded: by the share of an experiment or a rollout by measure, and by the counts of users if there are any. An
    /// experiment or a rollout without a measure exceeds each limit: its payload has too many random inputs.
    /// </summary>
    public bool IsCrossed(Value.Object diff) =>
        diff["experiments"].Items().Concat(DiffSummary.Rollouts(diff)).Select(each => each["shares"]).Any(shares => !IsMeasured(shares) || (!NeedsUsers && Sum(shares) > Limit))
        || diff["users"]["experiments"].Items().Any(row => Sum(row["counts"]) / (IsShare ? Math.Max(1, diff["users"].Number("count")) : 1) > Limit);

    private static bool IsMeasured(Value shares) => ChangeClasses.All.Any(each => shares.Number(each.ToName()) > 0);

    private double Sum(Value numbers) => Class is { } one
        ? numbers.Number(one.ToName())
        : ChangeClasses.Changes.Sum(each => numbers.Number(each.ToName()));
}
