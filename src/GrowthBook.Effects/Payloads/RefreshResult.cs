using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The result of a refresh. Closed: the nested records are all its cases.</summary>
[JsonConverter(typeof(LiveRecordJsonConverter<RefreshResult>))]
public abstract record RefreshResult
{
    private protected RefreshResult()
    {
    }

    /// <summary>The name of the outcome in metrics.</summary>
    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    internal abstract string Outcome { get; }

    /// <summary>A new payload is in use.</summary>
    /// <param name="Snapshot">The new payload.</param>
    [JsonConverter(typeof(LiveRecordJsonConverter<RefreshResult.Updated>))]
    public sealed record Updated(PayloadSnapshot Snapshot) : RefreshResult
    {
        internal override string Outcome => "updated";

        /// <summary>The result on one line.</summary>
        /// <returns>A text for a log line.</returns>
        public override string ToString() => $"a new payload is in use: {Snapshot}";
    }

    /// <summary>The payload in use stays: the source confirmed it, which resets its age, or it arrived during this request.</summary>
    /// <param name="Snapshot">The payload in use.</param>
    [JsonConverter(typeof(LiveRecordJsonConverter<RefreshResult.Unchanged>))]
    public sealed record Unchanged(PayloadSnapshot Snapshot) : RefreshResult
    {
        internal override string Outcome => "unchanged";

        /// <summary>The result on one line.</summary>
        /// <returns>A text for a log line.</returns>
        public override string ToString() => $"the payload in use stays: {Snapshot}";
    }

    /// <summary>The server's answer has an earlier <c>dateUpdated</c> than its payload in use, which stays until the server has kept to the earlier date for <see cref="GrowthBookOptions.OlderPayloadDelay"/>.</summary>
    /// <param name="Snapshot">The payload in use.</param>
    /// <param name="DateUpdated">The date of the fetched payload.</param>
    [JsonConverter(typeof(LiveRecordJsonConverter<RefreshResult.Older>))]
    public sealed record Older(PayloadSnapshot Snapshot, DateTimeOffset DateUpdated) : RefreshResult
    {
        internal override string Outcome => "older";

        /// <summary>The result on one line.</summary>
        /// <returns>A text for a log line.</returns>
        public override string ToString() => $"the answer of {InstantText.Of(DateUpdated)} is held, because it is older; the payload in use stays: {Snapshot}";
    }

    /// <summary>Another process of the fleet is refreshing; this process gets its payload from the shared cache.</summary>
    [JsonConverter(typeof(LiveRecordJsonConverter<RefreshResult.LeftToAnother>))]
    public sealed record LeftToAnother : RefreshResult
    {
        internal override string Outcome => "left_to_another";

        /// <summary>The result on one line.</summary>
        /// <returns>A text for a log line.</returns>
        public override string ToString() => "another process is refreshing";
    }

    /// <summary>No usable payload was loaded; the payload in use, if any, stays.</summary>
    /// <param name="Failure">Why.</param>
    [JsonConverter(typeof(LiveRecordJsonConverter<RefreshResult.Failed>))]
    public sealed record Failed(PayloadFailure Failure) : RefreshResult
    {
        internal override string Outcome => "failed";

        /// <summary>The result on one line.</summary>
        /// <returns>A text for a log line.</returns>
        public override string ToString() => $"failed: {Failure}";
    }
}
