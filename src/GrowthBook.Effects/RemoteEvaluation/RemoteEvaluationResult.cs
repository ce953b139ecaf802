using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>The result of a remote evaluation. Closed: the nested records are all its cases.</summary>
internal abstract record RemoteEvaluationResult
{
    private protected RemoteEvaluationResult()
    {
    }

    /// <summary>The name of the outcome in metrics.</summary>
    public abstract string Outcome { get; }

    /// <summary>The payload for this user. Evaluating it locally in the user's context yields values and exposures.</summary>
    /// <param name="Payload">The payload.</param>
    /// <param name="Errors">The errors found while parsing.</param>
    /// <param name="Origin"><see cref="PayloadOrigin.Network"/>, <see cref="PayloadOrigin.Cache"/>, or <see cref="PayloadOrigin.Stale"/> if the server failed and only an older response was available.</param>
    public sealed record Evaluated(Payload Payload, ImmutableArray<PayloadError> Errors, PayloadOrigin Origin) : RemoteEvaluationResult
    {
        /// <summary>Why there is no newer response if the origin is <see cref="PayloadOrigin.Stale"/>; otherwise <c>null</c>.</summary>
        public PayloadFailure? Failure { get; init; }

        public override string Outcome => Failure is not null ? "stale" : Origin == PayloadOrigin.Cache ? "cache" : "network";
    }

    /// <summary>No payload for this user is available.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Failed(PayloadFailure Failure) : RemoteEvaluationResult
    {
        public override string Outcome => "failed";
    }
}
