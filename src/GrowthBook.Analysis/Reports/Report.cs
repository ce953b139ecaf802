using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Makes pages of results.</summary>
public static class Report
{
    private static readonly ImmutableSortedDictionary<string, Func<Value, ReportPage>> Pages = ImmutableSortedDictionary.CreateRange<string, Func<Value, ReportPage>>(
        StringComparer.Ordinal,
        [
            new(UserDiff.Kind, DiffPage.Of),
            new("expect", ExpectPage.Of),
            new("find-user", FindUserPage.Of),
            new("lint", LintPage.Of),
            new("matrix", MatrixPage.Of),
            new("power", PowerPage.Of),
            new("rebalance", RebalancePage.Of),
            new(Simulation.Kind, CountsPage.Of),
            new(ExposureTest.Kind, CountsPage.Of),
        ]);

    /// <summary>The kinds of results that have a page, in alphabetical order.</summary>
    public static IEnumerable<string> Kinds => Pages.Keys;

    /// <summary>The JSON Schema of a kind of results, draft 2020-12, which <see cref="ToHtml"/> checks.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <returns>The text of the schema; <c>null</c> for another kind.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="kind"/> is <c>null</c>.</exception>
    public static string? SchemaOf(string kind) => Pages.ContainsKey(kind) ? ResultSchema.TextOf(kind) : null;

    /// <summary>Makes a page of a result: one HTML file that loads nothing and can be read without its script.</summary>
    /// <param name="result">The JSON of a result, such as <c>gb diff --json</c> prints.</param>
    /// <returns>
    /// The page, with the same text for an equal result. <c>null</c> and the faults, at most 1,000, for a result that does not fit <see cref="SchemaOf"/>, of which
    /// arrays that belong together differ in length, of another kind or version, or that is partial.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is <c>null</c>.</exception>
    public static Parsed<string?> ToHtml(Value.Object result)
    {
        var faults = FaultsOf(result ?? throw new ArgumentNullException(nameof(result)));
        return new(faults.IsEmpty ? ToUncheckedHtml(result) : null, faults);
    }

    /// <summary>The page of a result that this library made.</summary>
    internal static string ToUncheckedHtml(Value.Object result) => PageFrame.ToHtml(Pages[Shown.Text(result["kind"])](result));

    private static ImmutableArray<PayloadError> FaultsOf(Value.Object result) =>
        result.ContainsKey(PartialResult.Member) ? [new(ErrorSeverity.Fatal, $"$.{PartialResult.Member}", "a partial result has no page; make the whole and its page with `gb merge PART… --html FILE`")]
        : result["kind"].AsString() is not { } kind || !Pages.ContainsKey(kind) ? [ResultFaults.At("kind", result, SchemaWords.Either(Kinds.Select(each => new Value.String(each).ToJson())))]
        : result["schemaVersion"].AsDouble() != PartialResult.SchemaVersion ? [ResultFaults.At("schemaVersion", result, "1")]
        : ResultFaults.Of(kind, result);
}
