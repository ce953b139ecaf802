using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrowthBook.Client;

/// <summary>
/// Tells whether a client has a payload and whether it is fresh: unhealthy (or what the registration says) without a
/// payload; degraded with one that is past its time, while refreshes fail, or while the stream is down.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="timeProvider">Measures the payload's age. Default: <c>null</c>, the system's time.</param>
public sealed class GrowthBookHealthCheck(GrowthBookClient client, TimeProvider? timeProvider = null) : IHealthCheck
{
    private readonly GrowthBookClient _client = client ?? throw new ArgumentNullException(nameof(client));
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        var updates = _client.Updates;
        var failure = updates.LastFailure?.Message;
        var data = new Dictionary<string, object>
        {
            ["streamState"] = updates.StreamState.ToString(),
            ["consecutiveFailures"] = updates.ConsecutiveFailures,
        };
        if (failure is not null)
            data["lastFailure"] = failure;
        if (_client.Current is not { } current)
        {
            return Task.FromResult(new HealthCheckResult(
                context.Registration?.FailureStatus ?? HealthStatus.Unhealthy, "no payload: " + (failure ?? "it was not loaded yet"), null, data));
        }
        var now = _time.GetUtcNow();
        var freshness = current.FreshnessAt(now);
        data["ageSeconds"] = (now - current.FetchedAt).TotalSeconds;
        data["freshness"] = freshness.ToString();
        data["features"] = current.Payload.FeatureKeys.Count;
        var fault = freshness is PayloadFreshness.Stale or PayloadFreshness.Expired
                ? string.Format(CultureInfo.InvariantCulture, "the payload is {0:0} s old", (now - current.FetchedAt).TotalSeconds)
            : updates.ConsecutiveFailures > 0 ? "refreshes fail"
            : updates.StreamState == StreamState.Down ? "the stream is down"
            : null;
        return Task.FromResult(fault is null
            ? HealthCheckResult.Healthy("the payload is fresh", data)
            : HealthCheckResult.Degraded(failure is null ? fault : $"{fault}: {failure}", null, data));
    }
}
