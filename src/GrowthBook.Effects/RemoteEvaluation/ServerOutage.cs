namespace GrowthBook.Client;

/// <summary>
/// Whether a server is worth waiting for. After a failure nobody asks it for a time; then one caller asks for all, and
/// whatever it answers ends the outage. Not for several threads at once.
/// </summary>
/// <param name="pause">How long nobody asks after a failure.</param>
/// <param name="longestWait">How long a caller waits for an answer at most.</param>
/// <param name="time">Measures both.</param>
internal sealed class ServerOutage(TimeSpan pause, TimeSpan longestWait, TimeProvider time)
{
    private (long Since, TimeSpan Length)? _wait;
    private int _answers;

    /// <summary>Why the server did not answer when it was last asked; <c>null</c> when it did, or refused one request alone.</summary>
    public PayloadFailure? Failure { get; private set; }

    /// <summary>Why nobody asks now; <c>null</c> when anybody may.</summary>
    public PayloadFailure? Pause => _wait is { } wait && time.GetElapsedTime(wait.Since) < wait.Length ? Failure : null;

    /// <summary>Somebody asks now: in an outage the others leave it to that one.</summary>
    /// <returns>What to give to <see cref="Failed"/>.</returns>
    public int Asked()
    {
        if (_wait is not null)
            _wait = (time.GetTimestamp(), longestWait);
        return _answers;
    }

    /// <summary>The server gave what was asked for.</summary>
    public void Answered()
    {
        _answers++;
        (Failure, _wait) = (null, null);
    }

    /// <summary>
    /// Notes a failure, and pauses where the server cannot be reached, does not answer in time or refuses everybody; longer
    /// where it says so, up to <see cref="BackOff.Longest"/>. What concerns one request alone is no outage.
    /// </summary>
    /// <param name="failure">The failure.</param>
    /// <param name="asked">What <see cref="Asked"/> gave: a server that answered others since then is not away.</param>
    public void Failed(PayloadFailure failure, int asked)
    {
        if (asked != _answers)
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
        var asked = retryAfter < BackOff.Longest ? retryAfter : BackOff.Longest;
        return asked > pause ? asked : pause;
    }
}
