namespace GrowthBook.Client.Tests.Concurrency;

/// <summary>An outage starts, is probed by one call at a time, and ends with the first success.</summary>
public sealed class OutageGuardTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TestTime _time = new();
    private readonly OutageGuard _guard;

    public OutageGuardTests() => _guard = new OutageGuard(Pause, Patience, _time, maxUnfinished: 3);

    [Fact]
    public void Without_a_failure_calls_run_at_once()
    {
        for (var i = 0; i < 100; i++)
            Assert.False(Start().IsProbe);
        Assert.Null(_guard.Outage);
        Assert.Null(_guard.Succeeded());
    }

    [Fact]
    public void After_a_failure_one_call_at_a_time_probes_after_the_pause()
    {
        Fail(Start());
        AssertRefused();
        _time.Advance(Pause - TimeSpan.FromTicks(1));
        AssertRefused();
        _time.Advance(TimeSpan.FromTicks(1));
        var probe = Start();
        Assert.True(probe.IsProbe);
        AssertRefused();
        Fail(probe);
        AssertRefused();
        _time.Advance(Pause);
        Start();
        AssertRefused();
    }

    [Fact]
    public void A_probe_without_a_result_is_replaced_after_the_patience_of_callers()
    {
        Fail(Start());
        _time.Advance(Pause);
        Start();
        _time.Advance(Patience - TimeSpan.FromTicks(1));
        AssertRefused();
        _time.Advance(TimeSpan.FromTicks(1));
        Start();
        AssertRefused();
    }

    [Fact]
    public void The_first_success_ends_the_outage_and_logs_its_duration()
    {
        Fail(Start());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromMinutes(2), _guard.Outage);
        Start();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(122), _guard.Succeeded());
        Assert.Null(_guard.Outage);
        for (var i = 0; i < 10; i++)
            Assert.False(Start().IsProbe);
    }

    [Fact]
    public void A_failure_is_ignored_if_another_call_has_succeeded_since_its_start()
    {
        var (slow, refused) = (Start(), Start());
        _guard.Succeeded();
        _guard.Failed(slow);
        for (var i = 0; i < OutageGuard.RefusalsOfOutage; i++)
            _guard.Refused(refused);
        Assert.Null(_guard.Outage);
        Start();
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(-60, 1)]
    [InlineData(0, 1)]
    [InlineData(20, 20)]
    [InlineData(300, 300)]
    [InlineData(86_400, 300)]
    public void RetryAfter_extends_the_pause_to_at_most_five_minutes(int? retryAfter, int seconds)
    {
        _guard.Failed(Start(), retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        AssertRefused();
        _time.Advance(TimeSpan.FromTicks(1));
        Start();
    }

    [Fact]
    public void Of_failures_at_once_the_longest_pause_counts()
    {
        var (first, second, third) = (Start(), Start(), Start());
        _guard.Failed(first, TimeSpan.FromSeconds(30));
        _guard.Failed(second);
        _guard.Failed(third, TimeSpan.FromSeconds(20));
        _guard.Ended();
        _time.Advance(TimeSpan.FromSeconds(29));
        AssertRefused();
        _time.Advance(TimeSpan.FromSeconds(1));
        Start();
    }

    [Fact]
    public void A_third_refusal_in_a_row_begins_an_outage_and_a_success_between_prevents_it()
    {
        foreach (var refusals in new[] { 2, 2, 3 })
        {
            for (var i = 0; i < refusals; i++)
                Refuse(Start());
            if (refusals == 2)
            {
                Assert.Null(_guard.Outage);
                _guard.Succeeded();
            }
        }
        AssertRefused();
        _time.Advance(Pause);
        Refuse(Start()); // the probe
        AssertRefused();
    }

    [Fact]
    public void During_an_outage_calls_that_have_not_ended_bound_the_probes()
    {
        for (var i = 0; i < 3; i++)
        {
            _guard.Failed(Start()); // timed out, and still running
            _time.Advance(Pause);
        }
        AssertRefused();
        _guard.Ended();
        Start();
    }

    [Fact]
    public void Without_an_outage_a_thousand_calls_run_at_once()
    {
        for (var i = 0; i < OutageGuard.MaxCalls; i++)
            Start();
        AssertRefused();
        _guard.Ended();
        Start();
    }

    [Fact]
    public async Task Threads_that_probe_at_once_start_one_call()
    {
        Fail(Start());
        for (var round = 0; round < 50; round++)
        {
            _time.Advance(Pause);
            var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _guard.TryStart(out var call) ? call : (GuardedCall?)null)));
            Fail(Assert.Single(started, call => call is not null)!.Value);
        }
    }

    private GuardedCall Start()
    {
        Assert.True(_guard.TryStart(out var call));
        return call;
    }

    private void Fail(GuardedCall call)
    {
        _guard.Failed(call);
        _guard.Ended();
    }

    private void Refuse(GuardedCall call)
    {
        _guard.Refused(call);
        _guard.Ended();
    }

    private void AssertRefused() => Assert.False(_guard.TryStart(out _));
}
