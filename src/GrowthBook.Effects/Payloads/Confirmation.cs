namespace GrowthBook.Client;

/// <summary>
/// When a source confirmed a payload: by the wall clock, to show and to store, and by the monotonic clock, to measure ages and
/// to tell which of two confirmations is later. The wall clock may jump.
/// </summary>
internal readonly record struct Confirmation
{
    /// <summary>How far the clock of another machine, or of this one before a restart, may be ahead: one minute.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Older entries have this age, so that timestamps do not overflow.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private readonly TimeProvider _time;
    private readonly long _timestamp;

    private Confirmation(DateTimeOffset at, TimeProvider time, long timestamp, bool isAgeKnown) =>
        (At, _time, _timestamp, IsAgeKnown) = (at, time, timestamp, isAgeKnown);

    /// <summary>The instant by the wall clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Whether the age is known; it is unknown after a restart if the instant is in the future.</summary>
    public bool IsAgeKnown { get; }

    /// <summary>The time since then, zero or more; <c>null</c> if it is unknown.</summary>
    public TimeSpan? Age => IsAgeKnown ? _time.GetElapsedTime(_timestamp) : null;

    /// <summary>A confirmation at this moment.</summary>
    public static Confirmation Now(TimeProvider time) => new(time.GetUtcNow(), time, time.GetTimestamp(), true);

    /// <summary>A confirmation at an instant of the wall clock that another process recorded.</summary>
    public static Confirmation Recorded(DateTimeOffset at, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var age = now - at;
        if (age <= TimeSpan.Zero)
            return new Confirmation(age < -ClockTolerance ? at : now, time, time.GetTimestamp(), age >= -ClockTolerance);
        return new Confirmation(at, time, time.TimestampAfter(-(age < Longest ? age : Longest)), true);
    }

    /// <summary>Whether this confirmation is earlier than another; one of unknown age is earlier than those of known age.</summary>
    public bool IsBefore(Confirmation other) =>
        IsAgeKnown && other.IsAgeKnown ? _timestamp < other._timestamp : !IsAgeKnown && other.IsAgeKnown;
}
