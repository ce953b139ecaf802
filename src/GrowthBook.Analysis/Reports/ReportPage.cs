using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The parts of a page of any kind; <see cref="PageFrame"/> makes HTML of them.</summary>
/// <param name="Title">What the page shows, such as <c>Change of a payload</c>.</param>
/// <param name="Command">The command that makes the result, with names for its files.</param>
/// <param name="Summary">The outcome.</param>
internal sealed record ReportPage(string Title, string Command, ResultSummary Summary)
{
    /// <summary>The limits, and whether each is exceeded.</summary>
    public IEnumerable<(string Limit, bool IsExceeded)> Limits { get; init; } = [];

    /// <summary>Payloads, population, seed: what the numbers are of.</summary>
    public IEnumerable<Fact> Facts { get; init; } = [];

    /// <summary>The totals.</summary>
    public IEnumerable<Tile> Tiles { get; init; } = [];

    /// <summary>The sections with details.</summary>
    public ImmutableArray<Html> Sections { get; init; } = [];
}

/// <summary>What the numbers are of.</summary>
/// <param name="Name">The name, such as <c>Seed</c>.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsCode">Whether the text is a name, a hash or a command.</param>
internal readonly record struct Fact(string Name, string Text, bool IsCode = true)
{
    /// <summary>The fact of a text; none for another value.</summary>
    public static IEnumerable<Fact> Of(string name, Value text) => text.AsString() is { } given ? [new Fact(name, given)] : [];
}

/// <summary>A total.</summary>
/// <param name="Number">The number with its unit.</param>
/// <param name="Label">What is counted.</param>
/// <param name="Tone">How good the number is.</param>
internal readonly record struct Tile(string Number, string Label, Tone Tone = Tone.Neutral);
