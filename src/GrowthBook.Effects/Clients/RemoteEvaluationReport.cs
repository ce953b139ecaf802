namespace GrowthBook.Client;

/// <summary>
/// Counts remote evaluations by result, and logs failures: of each reason the 1st, 2nd, 4th and so on of an outage. An outage is over after
/// a minute without a failure.
/// </summary>
internal sealed class RemoteEvaluationReport(ClientMetrics metrics, GuardedLogger logger, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private FailureCounts<(PayloadFailureReason Reason, int? Status)> _failures = new();
    private long? _lastFailure;

    /// <summary>The part of a failure that is safe to log: the message of a refusal can repeat the user's attributes.</summary>
    public static string TextOf(PayloadFailure failure) =>
        failure.Reason != PayloadFailureReason.Refused ? failure.Message
        : failure.IsUnrecoverable ? $"{Refusal(failure)} and further requests will fail; check the client key and the host"
        : Refusal(failure);

    /// <summary>Records the result of a user's remote evaluation.</summary>
    public void Note(RemoteEvaluationResult result)
    {
        metrics.EvaluatedRemotely(result);
        var failure = result is RemoteEvaluationResult.Failed failed ? failed.Failure : ((RemoteEvaluationResult.Evaluated)result).Failure;
        if (failure is not null && CountsOfOutage().Add((failure.Reason, failure.Status), out var total))
            ClientLog.RemoteEvaluationFailed(logger, total, TextOf(failure));
    }

    /// <summary>Logs the end of an outage; the next failure is the first of another one.</summary>
    /// <param name="outage">How long the outage lasted.</param>
    public void Recovered(TimeSpan outage)
    {
        lock (_gate)
            _failures = new();
        ClientLog.RemoteEvaluationRecovered(logger, outage.TotalSeconds);
    }

    private static string Refusal(PayloadFailure failure) =>
        failure.Status is not { } status ? "the server refused"
        : FormattableString.Invariant($"the server responded with {status}") + (status is 401 or 404 ? "; check ClientKey and ApiHost" : "");

    private FailureCounts<(PayloadFailureReason Reason, int? Status)> CountsOfOutage()
    {
        lock (_gate)
        {
            if (_lastFailure is { } last && time.GetElapsedTime(last) > Quiet)
                _failures = new();
            _lastFailure = time.GetTimestamp();
            return _failures;
        }
    }
}
