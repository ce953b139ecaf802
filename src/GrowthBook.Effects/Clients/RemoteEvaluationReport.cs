using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Counts what came of remote evaluations, and logs those that failed: of an outage the 1st, 2nd, 4th and so on. An outage
/// is over when nobody was failed for a minute.
/// </summary>
internal sealed class RemoteEvaluationReport(ClientMetrics metrics, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private FailureCount _failures = new();
    private DateTimeOffset _lastFailure;

    /// <summary>What may be shown of a failure: a server that refuses may repeat the attributes that it was sent.</summary>
    public static string TextOf(PayloadFailure failure) =>
        failure.Reason != PayloadFailureReason.Refused ? failure.Message
        : failure.IsUnrecoverable ? "the server refused and will go on to; check the client key and the host"
        : "the server refused";

    /// <summary>Notes what a user got.</summary>
    public void Note(RemoteEvaluationResult result)
    {
        metrics.EvaluatedRemotely(result);
        var failure = result is RemoteEvaluationResult.Failed failed ? failed.Failure : ((RemoteEvaluationResult.Evaluated)result).Failure;
        if (failure is not null && CountOfOutage().Add(1, out var total))
            ClientLog.RemoteEvaluationFailed(logger, total, TextOf(failure));
    }

    private FailureCount CountOfOutage()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now - _lastFailure > Quiet)
                _failures = new FailureCount();
            _lastFailure = now;
            return _failures;
        }
    }
}
