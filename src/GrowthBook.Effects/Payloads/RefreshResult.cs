namespace GrowthBook.Client;

/// <summary>What became of one refresh. Closed: the nested records are all the cases there are.</summary>
public abstract record RefreshResult
{
    private protected RefreshResult()
    {
    }

    /// <summary>The name of the outcome in metrics.</summary>
    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    internal abstract string Outcome { get; }

    /// <summary>Another payload is in use now.</summary>
    /// <param name="Snapshot">The new payload.</param>
    public sealed record Updated(PayloadSnapshot Snapshot) : RefreshResult
    {
        internal override string Outcome => "updated";
    }

    /// <summary>The payload in use stays: it was confirmed, and its age starts anew, or it came while this answer was on its way.</summary>
    /// <param name="Snapshot">The payload in use.</param>
    public sealed record Unchanged(PayloadSnapshot Snapshot) : RefreshResult
    {
        internal override string Outcome => "unchanged";
    }

    /// <summary>What came is older by <c>dateUpdated</c> than the payload in use, which stays.</summary>
    /// <param name="Snapshot">The payload in use.</param>
    /// <param name="DateUpdated">The date of what came.</param>
    public sealed record Older(PayloadSnapshot Snapshot, DateTimeOffset DateUpdated) : RefreshResult
    {
        internal override string Outcome => "older";
    }

    /// <summary>Another process of the fleet is refreshing; its payload arrives through the shared cache.</summary>
    public sealed record LeftToAnother : RefreshResult
    {
        internal override string Outcome => "left_to_another";
    }

    /// <summary>Nothing usable came; the payload in use, if any, stays.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(PayloadFailure Failure) : RefreshResult
    {
        internal override string Outcome => "failed";
    }
}
