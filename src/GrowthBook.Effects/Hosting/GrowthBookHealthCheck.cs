using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrowthBook.Client;

/// <summary>
/// Reports whether a client has a fresh payload. Unhealthy (or the registered status) without a payload. Degraded while
/// refreshes fail, while the stream is down, while remote evaluation fails, while a sink ignores its cancellation, or if the
/// payload is too old. The check sends no request itself; a client that refreshes on demand starts a refresh that is due.
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
        var updates = _client.Updates;
        updates.EnsureFresh();
        var (failure, stream, remote) = (updates.LastFailure?.Message, updates.StreamState, _client.RemoteFailure);
        var data = new Dictionary<string, object>
        {
            ["streamState"] = stream.ToString(),
            ["consecutiveFailures"] = updates.ConsecutiveFailures,
        };
        if (failure is not null)
            data["lastFailure"] = failure;
        if (_client.Current is not { } current)
            return new HealthCheckResult(withoutPayload, "no payload: " + (failure ?? "it was not loaded yet"), null, data);
        var now = _client.Time.GetUtcNow();
        var age = now - current.FetchedAt;
        data["ageSeconds"] = age.TotalSeconds;
        data["freshness"] = current.FreshnessAt(now).ToString();
        data["origin"] = current.Origin.ToString();
        data["features"] = current.Payload.FeatureKeys.Count;
        string[] faults =
        [
            .. If(age > (_maxAge ?? _client.AgeLimitOf(current)) && current.Origin != PayloadOrigin.Init && stream != StreamState.Open,
                () => string.Format(CultureInfo.InvariantCulture, "the payload is {0:0} s old", age.TotalSeconds)),
            .. If(updates.ConsecutiveFailures > 0, () => "refreshes fail: " + failure),
            .. If(stream == StreamState.Down, () => "the stream is down"),
            .. If(_client.HasStalledSink, () => "a sink does not end although it was cancelled, and its effects wait"),
            .. If(remote is not null, () => "the server does not evaluate: " + RemoteEvaluationReport.TextOf(remote!)),
        ];
        return faults.Length == 0
            ? HealthCheckResult.Healthy("the payload is kept fresh", data)
            : HealthCheckResult.Degraded(string.Join("; ", faults), null, data);
    }

    private static string[] If(bool holds, Func<string> fault) => holds ? [fault()] : [];
}
