using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrowthBook.Client;

/// <summary>
/// Reports whether a client has a fresh payload. Unhealthy (or the registered status) without a payload. Degraded if the payload
/// is too old, while refreshes fail (two in a row, one that the server refused for good, or one while the payload is of the application, such as a
/// file), while an answer of the server is
/// held because of its date, while the stream is down, while a whole part of the payload could not be read, while remote evaluation
/// or the sticky bucket store fails, or while a sink ignores its cancellation. The check sends no request itself; a client that
/// refreshes on demand starts a refresh that is due.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="maxAge">
/// How long ago the source may have confirmed the payload; above zero. Payloads that the application has itself never age,
/// nor does one whose stream is open. Default: <c>null</c>, five minutes, or three times the time to live or between
/// polls where that is longer, and without end in <see cref="PayloadUpdateMode.Manual"/>.
/// </param>
public sealed class GrowthBookHealthCheck(GrowthBookClient client, TimeSpan? maxAge = null) : IHealthCheck
{
    private readonly GrowthBookClient _client = client ?? throw new ArgumentNullException(nameof(client));

    private readonly TimeSpan? _maxAge = maxAge is null || maxAge > TimeSpan.Zero
        ? maxAge
        : throw new ArgumentOutOfRangeException(nameof(maxAge), maxAge, "the age must be above zero; leave it out for the default");

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        return Task.FromResult(Check(context.Registration?.FailureStatus ?? HealthStatus.Unhealthy));
    }

    private HealthCheckResult Check(HealthStatus withoutPayload)
    {
        var updates = _client.Updater;
        updates.EnsureFresh();
        var (failure, stream, remote, stickyBuckets) = (updates.LastFailure?.Message, updates.StreamState, _client.RemoteFailure, _client.StickyBucketFailure);
        var data = new Dictionary<string, object>
        {
            ["streamState"] = stream.ToString(),
            ["consecutiveFailures"] = updates.ConsecutiveFailures,
        };
        if (failure is not null)
            data["lastFailure"] = failure;
        if (_client.HasStickyBuckets)
            data["stickyBuckets"] = stickyBuckets ?? "works";
        if (_client.Current is not { } current)
            return new HealthCheckResult(withoutPayload, "no payload: " + (failure ?? "it was not loaded yet"), null, data);
        if (current.Age is { } age)
            data["ageSeconds"] = age.TotalSeconds;
        var freshness = current.Freshness;
        data["freshness"] = freshness.ToString();
        data["origin"] = current.Origin.ToString();
        data["features"] = current.Payload.FeatureKeys.Count;
        var (held, lost) = (updates.Held, PayloadText.LostPartOf(current.Errors));
        if (held is not null)
            data["heldDateUpdated"] = held.DateUpdated;
        string[] faults =
        [
            .. If(IsTooOld(current) && stream != StreamState.Open, () => current.Age is { } old
                ? string.Format(CultureInfo.InvariantCulture, "the payload is {0:0} s old", old.TotalSeconds)
                : "the age of the payload is unknown: its cache says that it was confirmed in the future"),
            .. If(HasFailed(updates, current), () => "refreshes fail: " + failure),
            .. If(held is not null, () => string.Format(
                CultureInfo.InvariantCulture,
                "the server answers with a payload of {0}, older than the one in use of {1}; it is used if the server keeps to it for {2:0} s more; RefreshAsync(force: true) uses it at once",
                InstantText.Of(held!.DateUpdated), InstantText.Of(current.DateUpdated.GetValueOrDefault()), held.Remaining.TotalSeconds)),
            .. If(lost is not null, () => "a part of the payload is left out: " + lost),
            .. If(stream == StreamState.Down, () => "the stream is down"),
            .. If(_client.HasStalledSink, () => "a sink does not end although it was cancelled, and its effects wait"),
            .. If(stickyBuckets is not null, () => "the sticky bucket store fails: " + stickyBuckets),
            .. If(remote is not null, () => "the server does not evaluate: " + RemoteEvaluationReport.TextOf(remote!)),
        ];
        return faults.Length == 0
            ? HealthCheckResult.Healthy(
                (freshness == PayloadFreshness.Fresh || stream == StreamState.Open
                    ? "the payload is kept fresh" : "the payload is past its time to live and in use until the next refresh")
                    + (failure is null ? "" : "; the last refresh failed: " + failure),
                data)
            : HealthCheckResult.Degraded(string.Join("; ", faults), null, data);
    }

    private bool IsTooOld(PayloadSnapshot current) =>
        current.Origin is not (PayloadOrigin.Init or PayloadOrigin.Remote) && (current.Age is { } age ? age > (_maxAge ?? _client.AgeLimitOf(current)) : true);

    /// <summary>Whether refreshes fail: two in a row, one that the server refused for good, or one without a payload of the server to go on with.</summary>
    private static bool HasFailed(PayloadUpdater updates, PayloadSnapshot current) => updates.ConsecutiveFailures > 1
        || (updates.ConsecutiveFailures == 1 && (current.Origin == PayloadOrigin.Init || updates.LastFailure is { IsUnrecoverable: true }));

    private static string[] If(bool holds, Func<string> fault) => holds ? [fault()] : [];
}
