namespace GrowthBook.Client;

/// <summary>
/// Decides whether to send requests to a failing server: none during a pause after a failure, then one probe at a time until
/// the server responds. Not thread-safe.
/// </summary>
/// <param name="pause">The pause after a failure.</param>
/// <param name="longestWait">How long callers wait for a response; the other callers leave a probe this time.</param>
/// <param name="time">Measures both.</param>
internal sealed class ServerOutage(TimeSpan pause, TimeSpan longestWait, TimeProvider time)
{
    private (long Since, TimeSpan Length)? _wait;
    private int _successes;

    /// <summary>The failure of the last request; <c>null</c> if it succeeded or the server refused only that request.</summary>
    public PayloadFailure? Failure { get; private set; }

    /// <summary>The failure during a pause; <c>null</c> if a request may be sent.</summary>
    public PayloadFailure? Pause => _wait is { } wait && time.GetElapsedTime(wait.Since) < wait.Length ? Failure : null;

    /// <summary>Notes the start of a request; during an outage it is the probe, and other callers send none.</summary>
    /// <returns>The argument of <see cref="Failed"/>.</returns>
    public int RequestStarted()
    {
        if (_wait is not null)
            _wait = (time.GetTimestamp(), longestWait);
        return _successes;
    }

    /// <summary>Notes a success, which ends the outage.</summary>
    public void Succeeded()
    {
        _successes++;
        (Failure, _wait) = (null, null);
    }

    /// <summary>
    /// Notes a failure. Pauses if the server is unreachable, times out or refuses all requests; <c>Retry-After</c> extends the
    /// pause up to <see cref="BackOff.Longest"/>. A refusal of one request is no outage.
    /// </summary>
    /// <param name="failure">The failure.</param>
    /// <param name="successes">The result of <see cref="RequestStarted"/>. The failure is ignored if another request has succeeded since.</param>
    public void Failed(PayloadFailure failure, int successes)
    {
        if (successes != _successes)
            return;
        TimeSpan? length = failure switch
        {
            { IsUnrecoverable: true } => BackOff.Longest,
            { Reason: PayloadFailureReason.Unreachable or PayloadFailureReason.Timeout } => pause,
            { RetryAfter: { } retryAfter } => PauseFor(retryAfter),
            _ => null,
        };
        Failure = length is null && failure.IsOfOneRequest ? null : failure;
        _wait = length is { } some ? (time.GetTimestamp(), some) : null;
    }

    private TimeSpan PauseFor(TimeSpan retryAfter)
    {
        var limited = retryAfter < BackOff.Longest ? retryAfter : BackOff.Longest;
        return limited > pause ? limited : pause;
    }
}
