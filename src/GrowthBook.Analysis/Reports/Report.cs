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

    /// <summary>Makes a page of a result: one HTML file that loads nothing and can be read without its script.</summary>
    /// <param name="result">The JSON of a result, such as <c>gb diff --json</c> prints.</param>
    /// <returns>The page, with the same text for an equal result; <c>null</c> unless the kind is one of <see cref="Kinds"/> and the schema version is 1, and for a partial result.</returns>
    public static string? ToHtml(Value.Object result)
    {
        _ = result ?? throw new ArgumentNullException(nameof(result));
        return !result.ContainsKey(PartialResult.Member) && result["kind"].AsString() is { } kind && result["schemaVersion"].AsDouble() == PartialResult.SchemaVersion && Pages.TryGetValue(kind, out var page)
            ? PageFrame.ToHtml(page(result))
            : null;
    }
}
