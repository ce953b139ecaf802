namespace GrowthBook.Cli;

/// <summary>The number of changed records.</summary>
internal sealed class ReplayCounts
{
    /// <summary>Records whose outcome differs.</summary>
    public long Different { get; private set; }

    /// <summary>Those with another value.</summary>
    public long Values { get; private set; }

    /// <summary>Those with another exposure.</summary>
    public long Exposures { get; private set; }

    public void Add(RecordChange change)
    {
        Different++;
        Values += change.HasValue ? 1 : 0;
        Exposures += change.HasExposure ? 1 : 0;
    }

    /// <summary>The members of the counts in JSON. What is not compared has the count <c>null</c>: only records that differ otherwise were looked at.</summary>
    /// <param name="only">The kind that is compared, as in the option <c>--only</c>; <c>null</c> for both.</param>
    public IEnumerable<KeyValuePair<string, Value>> Members(string? only) =>
    [
        new("different", Different),
        new("values", only == ReplaySummary.OnlyExposure ? Value.Null.Instance : Values),
        new("exposures", only == ReplaySummary.OnlyValue ? Value.Null.Instance : Exposures),
    ];
}
