namespace GrowthBook.Client;

/// <summary>The last responses to equal requests: an evaluation, a refusal, or both.</summary>
internal sealed record RemoteAnswer
{
    /// <summary>The last evaluation; <c>null</c> if there was none.</summary>
    public RemoteEvaluationResult.Evaluated? Evaluation { get; init; }

    /// <summary>The timestamp at which <see cref="Evaluation"/> arrived.</summary>
    public long EvaluatedAt { get; init; }

    /// <summary>The memory that <see cref="Evaluation"/> takes at most, in bytes; an estimate on .NET Standard 2.0.</summary>
    public long Bytes { get; init; }

    /// <summary>The number of changes that the server had announced before it was asked for <see cref="Evaluation"/>.</summary>
    public int Changes { get; init; }

    /// <summary>The last refusal, if it can concern this request alone; otherwise <c>null</c>.</summary>
    public PayloadFailure? Refusal { get; init; }

    /// <summary>The timestamp of <see cref="Refusal"/>.</summary>
    public long RefusedAt { get; init; }

    /// <summary>The result if the server is not asked, or failed: the last evaluation of any age, otherwise the failure.</summary>
    public static RemoteEvaluationResult Fallback(RemoteAnswer? known, PayloadFailure failure) => known?.Evaluation is { } evaluation
        ? evaluation with { Origin = PayloadOrigin.Stale, Failure = failure }
        : new RemoteEvaluationResult.Failed(failure);
}
