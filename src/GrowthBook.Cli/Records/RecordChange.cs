using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>What changed between a recorded outcome and the present one.</summary>
/// <param name="HasValue">Whether the value differs.</param>
/// <param name="Exposures">
/// The recorded exposures and the present ones; empty unless another variation is tracked, or an exposure is new or missing.
/// </param>
/// <param name="Differences">The differences, without those that repeat another one or follow from it.</param>
internal sealed record RecordChange(bool HasValue, string Exposures, ImmutableArray<RecordDifference> Differences)
{
    /// <summary>Maximum number of differences in the text.</summary>
    private const int MaxShown = 3;

    /// <summary>Maximum length of a difference in the text, in UTF-16 code units.</summary>
    private const int MaxLength = 200;

    /// <summary>The change of a record; <c>null</c> if the outcome is the recorded one, and for a request.</summary>
    public static RecordChange? Of(EvaluationRecord record)
    {
        if (record.Recorded is not { } recorded)
            return null;
        var differences = record.Replay();
        if (differences.IsEmpty)
            return null;
        var hasValue = differences.Any(difference => IsOfValue(difference.Path));
        return new RecordChange(hasValue, ExposuresOf(record, recorded, differences), Condensed(differences, hasValue));
    }

    /// <summary>Whether another variation is tracked, or an exposure is new or missing.</summary>
    public bool HasExposure => Exposures.Length > 0;

    /// <summary>The first differences on one line: <c>$.result.value: recorded 1, now 2; $.result.ruleId: recorded "a", now "b"; 2 more</c>.</summary>
    public override string ToString() => TextOf(Differences);

    /// <summary>The differences of values on one line.</summary>
    public string ValuesText() => TextOf([.. Differences.Where(difference => IsOfValue(difference.Path))]);

    /// <summary>The recorded and the present exposures on one line.</summary>
    public string ExposuresText() => Shortened(Exposures);

    private static string TextOf(ImmutableArray<RecordDifference> differences)
    {
        var shown = string.Join("; ", differences.Take(MaxShown).Select(difference => Shortened(difference.ToString())));
        return differences.Length > MaxShown ? $"{shown}; {differences.Length - MaxShown} more" : shown;
    }

    private static string ExposuresOf(EvaluationRecord record, EvaluationAnswer recorded, ImmutableArray<RecordDifference> differences)
    {
        if (!recorded.HasEffects)
            return ForeignExposure.Change(record, recorded.Result, differences) is var (before, now) ? ChangeText(before, now) : "";
        if (!differences.Any(difference => difference.Path.StartsWith("$.effects", StringComparison.Ordinal)))
            return "";
        var (was, present) = (ExposuresIn(recorded.Effects), ExposuresIn(record.Evaluate().Effects));
        return was.SequenceEqual(present) ? "" : ChangeText(was, present);
    }

    private static string ChangeText(string[] recorded, string[] now) => $"exposures: recorded {TextOf(recorded)}, now {TextOf(now)}";

    private static string TextOf(string[] exposures) => exposures.Length == 0 ? "nothing" : string.Join(" and ", exposures);

    private static string Shortened(string text) => Columns.Short(text, MaxLength + 1);

    private static bool IsOfValue(string path) => path == "$.result"
        || path is "$.result.value" || path.StartsWith("$.result.value.", StringComparison.Ordinal) || path.StartsWith("$.result.value[", StringComparison.Ordinal);

    /// <summary>The exposures of an outcome: experiment, variation and user.</summary>
    private static string[] ExposuresIn(Value.Array effects) => [.. effects
        .OfType<Value.Object>()
        .Where(effect => effect["type"] is Value.String { Content: "experimentViewed" })
        .Select(effect => ExposureText(effect["experiment"]["key"], effect["result"]))];

    /// <summary>The text of an exposure: <c>"checkout" variation 1 for "id" "u-1"</c>.</summary>
    internal static string ExposureText(Value experiment, Value result) => $"{experiment.ToJson()}{IdentityOf(result)}";

    private static string IdentityOf(Value result) => result is Value.Object members
        ? $" variation {members["variationId"].ToJson()} for {members["hashAttribute"].ToJson()} {members["hashValue"].ToJson()}"
        : "";

    /// <summary>
    /// Effects have the result again, an experiment's result has the value again, and <c>on</c> and <c>off</c> follow from the
    /// value: each difference is listed at its first place only.
    /// </summary>
    private static ImmutableArray<RecordDifference> Condensed(ImmutableArray<RecordDifference> differences, bool hasValue)
    {
        var seen = new HashSet<(string, string?, string?)>();
        return [.. differences.Where(difference =>
            !(hasValue && NameOf(difference.Path) is ("on" or "off"))
            && seen.Add((NameOf(difference.Path), difference.Recorded?.ToJson(), difference.Actual?.ToJson())))];
    }

    /// <summary>The last name of a path, or the path of a condition's result.</summary>
    private static string NameOf(string path) => path[(path.LastIndexOf('.') + 1)..];
}
