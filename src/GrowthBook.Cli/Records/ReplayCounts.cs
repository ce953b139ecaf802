namespace GrowthBook.Cli;

/// <summary>The number of changed records of a feature or an experiment.</summary>
/// <param name="subject">The key, or one of the texts for conditions and for the rest.</param>
internal sealed class ReplayCounts(string subject)
{
    public const string Conditions = "(condition)", Others = "(others)";

    public string Subject => subject;

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

    public Value.Object ToValue() =>
        new([new("feature", Subject == Conditions ? Value.Null.Instance : Subject), new("different", Different), new("values", Values), new("exposures", Exposures)]);
}
