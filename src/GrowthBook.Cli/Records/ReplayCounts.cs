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
    /// <param name="hasValues">Whether values are compared.</param>
    /// <param name="hasExposures">Whether exposures are compared.</param>
    public IEnumerable<KeyValuePair<string, Value>> Members(bool hasValues, bool hasExposures) =>
    [
        new("different", Different),
        new("values", hasValues ? Values : Value.Null.Instance),
        new("exposures", hasExposures ? Exposures : Value.Null.Instance),
    ];
}
