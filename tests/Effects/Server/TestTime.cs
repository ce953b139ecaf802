using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests;

/// <summary>A clock that a test advances, and that lists the timers that wait for it.</summary>
public sealed class TestTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(15);

    private long _jumped;

    private readonly ConcurrentDictionary<Timer, TimeSpan> _timers = new();

    public TestTime()
        : this(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
    }

    /// <summary>The due times of active timers, the shortest first.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _timers.Values.Where(due => due > TimeSpan.Zero).Order()];

    /// <summary>The number of timers that are not disposed.</summary>
    public int Timers => _timers.Count;

    /// <summary>The time by the wall clock, which <see cref="Jump"/> moves.</summary>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _jumped));

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Moves the wall clock alone: timestamps and timers are unaffected.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _jumped, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this);
        timer.Inner = base.CreateTimer(
            _ =>
            {
                timer.Due(Timeout.InfiniteTimeSpan);
                callback(state);
            },
            null,
            dueTime,
            period);
        timer.Due(dueTime);
        return timer;
    }

    /// <summary>Waits until a timer is due in exactly this time, and advances the clock by it.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await Eventually.TrueAsync(() => Waits.Contains(wait), () => $"a wait of {wait} among [{string.Join(", ", Waits)}]");
        Advance(wait);
    }

    /// <summary>
    /// Advances the clock in steps until a condition holds: one step per five polls. A late poll counts less, because on a busy
    /// machine the tested code is slow too; there are at most about 150 steps on such a machine.
    /// </summary>
    public async Task PassUntilAsync(Func<bool> condition, TimeSpan step)
    {
        const double LatePoll = 0.1;
        var (steps, polls, last) = (0, 0.0, Stopwatch.GetTimestamp());
        await Eventually.TrueAsync(
            () =>
            {
                if (condition())
                    return true;
                var now = Stopwatch.GetTimestamp();
                polls += Stopwatch.GetElapsedTime(last, now) < Prompt ? 1 : LatePoll;
                last = now;
                if (polls >= 5)
                {
                    polls = 0;
                    steps++;
                    Advance(step);
                }
                return false;
            },
            () => $"the condition within {steps} steps of {step}");
    }

    private sealed class Timer(TestTime time) : ITimer
    {
        private volatile bool _isDisposed;

        public ITimer? Inner { get; set; }

        public void Due(TimeSpan due)
        {
            if (!_isDisposed)
                time._timers[this] = due;
            if (_isDisposed)
                time._timers.TryRemove(this, out _);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due(dueTime);
            return Inner!.Change(dueTime, period);
        }

        public void Dispose()
        {
            _isDisposed = true;
            time._timers.TryRemove(this, out _);
            Inner?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
