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
    private DateTimeOffset? _until;
    private int _answers;

    /// <summary>Why the server did not answer when it was last asked; <c>null</c> when it did.</summary>
    public PayloadFailure? Failure { get; private set; }

    /// <summary>Why nobody asks now; <c>null</c> when anybody may.</summary>
    public PayloadFailure? Pause => time.GetUtcNow() < _until ? Failure : null;

    /// <summary>Somebody asks now: in an outage the others leave it to that one.</summary>
    /// <returns>What to give to <see cref="Failed"/>.</returns>
    public int Asked()
    {
        if (_until is not null)
            _until = time.GetUtcNow() + longestWait;
        return _answers;
    }

    /// <summary>The server gave what was asked for.</summary>
    public void Answered()
    {
        _answers++;
        (Failure, _until) = (null, null);
    }

    /// <summary>
    /// Notes a failure, and pauses unless it concerns one caller alone: where the server cannot be reached or does not
    /// answer in time, and longer where it says that it will never answer.
    /// </summary>
    /// <param name="failure">The failure.</param>
    /// <param name="asked">What <see cref="Asked"/> gave: a server that answered others since then is not away.</param>
    public void Failed(PayloadFailure failure, int asked)
    {
        if (asked != _answers)
            return;
        Failure = failure;
        TimeSpan? length = failure.IsUnrecoverable ? UpdateDelays.Longest
            : failure.Reason is PayloadFailureReason.Unreachable or PayloadFailureReason.Timeout ? pause
            : null;
        _until = time.GetUtcNow() + length;
    }
}
