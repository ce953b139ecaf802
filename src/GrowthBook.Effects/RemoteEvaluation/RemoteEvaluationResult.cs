using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>What a remote evaluation came to. Closed: the nested records are all the cases there are.</summary>
public abstract record RemoteEvaluationResult
{
    private protected RemoteEvaluationResult()
    {
    }

    /// <summary>The name of the outcome in metrics.</summary>
    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    internal abstract string Outcome { get; }

    /// <summary>The payload for this user; evaluating it locally in the user's context gives the values and the exposures.</summary>
    /// <param name="Payload">The payload.</param>
    /// <param name="Errors">What was found wrong when it was read.</param>
    /// <param name="Origin"><see cref="PayloadOrigin.Network"/>, <see cref="PayloadOrigin.Cache"/>, or <see cref="PayloadOrigin.Stale"/> when only an older answer could be had.</param>
    public sealed record Evaluated(Payload Payload, ImmutableArray<PayloadError> Errors, PayloadOrigin Origin) : RemoteEvaluationResult
    {
        /// <summary>Why there is no newer answer, where the origin is <see cref="PayloadOrigin.Stale"/>; otherwise <c>null</c>.</summary>
        public PayloadFailure? Failure { get; init; }

        internal override string Outcome => Failure is not null ? "stale" : Origin == PayloadOrigin.Cache ? "cache" : "network";
    }

    /// <summary>There is no payload for this user.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(PayloadFailure Failure) : RemoteEvaluationResult
    {
        internal override string Outcome => "failed";
    }
}
