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

    /// <summary>The members of the counts in JSON.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Members() => [new("different", Different), new("values", Values), new("exposures", Exposures)];
}
