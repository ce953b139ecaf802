namespace GrowthBook.Analysis;

/// <summary>The outcome of a result in one sentence.</summary>
/// <param name="IsPassed">Whether nothing differs, fails or exceeds a limit.</param>
/// <param name="Text">The sentence, in lower case without a final period.</param>
internal sealed record ResultSummary(bool IsPassed, string Text)
{
    /// <summary>Whether the result is of all lines of its file. Default: yes.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Whether the result passed, and is of all lines.</summary>
    public bool IsGood => IsPassed && IsComplete;
}
