namespace GrowthBook.Client;

/// <summary>
/// Keeps callers away from a server or store that fails. After a failure no call starts during a pause; then one call at a time is
/// the probe, and the other callers are refused at once. The first success ends the outage. Thread-safe; all durations are monotonic.
/// </summary>
/// <param name="pause">The pause after a failure; zero or more.</param>
/// <param name="patience">How long callers wait for a call; a probe without a result keeps the others away for this time.</param>
/// <param name="time">Measures both.</param>
/// <param name="maxUnfinished">During an outage, no probe starts while this many calls have not ended, such as calls that timed out.</param>
/// <param name="maxCalls">Without an outage, no call starts while this many calls have not ended.</param>
internal sealed class OutageGuard(TimeSpan pause, TimeSpan patience, TimeProvider time, int maxUnfinished = 16, int maxCalls = OutageGuard.MaxCalls)
{
    /// <summary>The longest pause; a longer <c>Retry-After</c> counts as this: 300 seconds.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(300);

    /// <summary>How many calls may run at once by default while there is no outage.</summary>
    public const int MaxCalls = 1000;

    /// <summary>An outage begins with this many refusals in a row; see <see cref="Refused"/>.</summary>
    public const int RefusalsOfOutage = 3;

    private readonly object _gate = new();
    private (long Start, TimeSpan Length)? _pause;
    private long? _outageStart;
    private long? _probeStart;
    private int _unfinished;
    private int _refusals;
    private int _successes;

    /// <summary>How long the outage has lasted; <c>null</c> without an outage.</summary>
    public TimeSpan? Outage
    {
        get
        {
            lock (_gate)
                return _outageStart is { } start ? time.GetElapsedTime(start) : null;
        }
    }

    /// <summary>Whether a call may start now. Another caller may start one before this caller does.</summary>
    public bool MayStart
    {
        get
        {
            lock (_gate)
                return !IsBlocked();
        }
    }

    /// <summary>
    /// Starts a call unless callers are to go on without it. During an outage the call is the probe. After <c>true</c>, report the
    /// result with <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Refused"/>, and call <see cref="Ended"/> exactly once,
    /// as soon as the call no longer runs.
    /// </summary>
    public bool TryStart(out GuardedCall call)
    {
        lock (_gate)
        {
            call = new GuardedCall(_successes, _outageStart is not null);
            if (IsBlocked())
                return false;
            _unfinished++;
            if (call.IsProbe)
                _probeStart = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Begins an outage while a call has had no answer for long: no other call starts before it ends, or within the patience.</summary>
    public void Suspect()
    {
        lock (_gate)
        {
            if (_unfinished == 0)
                return;
            _outageStart ??= time.GetTimestamp();
            _probeStart = time.GetTimestamp();
        }
    }

    /// <summary>Notes a success, which ends the outage.</summary>
    /// <returns>How long the outage lasted; <c>null</c> without an outage.</returns>
    public TimeSpan? Succeeded()
    {
        lock (_gate)
        {
            TimeSpan? outage = _outageStart is { } start ? time.GetElapsedTime(start) : null;
            (_outageStart, _pause, _probeStart, _refusals) = (null, null, null, 0);
            _successes++;
            return outage;
        }
    }

    /// <summary>Notes a failure of the server or store. Ignored if another call has succeeded since this one started.</summary>
    /// <param name="call">The call.</param>
    /// <param name="retryAfter">A longer pause that the server asks for, at most <see cref="LongestPause"/>. Default: none.</param>
    /// <returns>Whether an outage began.</returns>
    public bool Failed(GuardedCall call, TimeSpan? retryAfter = null)
    {
        lock (_gate)
            return call.Successes == _successes && Begin(call, retryAfter);
    }

    /// <summary>
    /// Notes a failure that can concern this call alone, such as an exception of a store for one key. It is a failure of the server
    /// or store during an outage, and if <see cref="RefusalsOfOutage"/> calls failed in a row.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <returns>Whether an outage began.</returns>
    public bool Refused(GuardedCall call)
    {
        lock (_gate)
            return call.Successes == _successes && (++_refusals >= RefusalsOfOutage || _outageStart is not null) && Begin(call, null);
    }

    /// <summary>Notes that a call no longer runs.</summary>
    public void Ended()
    {
        lock (_gate)
            _unfinished--;
    }

    private bool Begin(GuardedCall call, TimeSpan? retryAfter)
    {
        var now = time.GetTimestamp();
        var begins = _outageStart is null;
        _outageStart ??= now;
        if (call.IsProbe)
            _probeStart = null;
        var asked = retryAfter > LongestPause ? LongestPause : retryAfter ?? TimeSpan.Zero;
        var length = asked > pause ? asked : pause;
        if (_pause is not { } current || current.Length - time.GetElapsedTime(current.Start, now) < length)
            _pause = (now, length);
        return begins;
    }

    private bool IsBlocked()
    {
        if (_outageStart is null)
            return _unfinished >= maxCalls;
        return _unfinished >= maxUnfinished
            || (_pause is { } current && time.GetElapsedTime(current.Start) < current.Length)
            || (_probeStart is { } probe && time.GetElapsedTime(probe) < patience);
    }
}

/// <summary>A call that an <see cref="OutageGuard"/> has started.</summary>
/// <param name="Successes">The number of successes before the call.</param>
/// <param name="IsProbe">Whether the call is the probe of an outage.</param>
internal readonly record struct GuardedCall(int Successes, bool IsProbe);
