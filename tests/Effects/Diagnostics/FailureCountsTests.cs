namespace GrowthBook.Client.Tests.Diagnostics;

/// <summary>Each reason of a failure is counted and logged on its own, and the number of reasons is bounded.</summary>
public sealed class FailureCountsTests
{
    private readonly FailureCounts<int> _counts = new();

    [Fact]
    public void A_frequent_reason_neither_hides_a_rare_one_nor_adds_to_its_number()
    {
        Assert.Equal([1, 2, 4, 8, 16], Logged(1, 31));
        Assert.Equal([1, 2], Logged(2, 3));
        Assert.Equal([32], Logged(1, 1));
        Assert.Equal(35, _counts.Value);
    }

    [Fact]
    public void Reasons_without_end_share_a_count()
    {
        for (var reason = 0; reason < FailureCounts<int>.Capacity; reason++)
            Assert.Equal([1], Logged(reason, 1));
        var logged = Enumerable.Range(FailureCounts<int>.Capacity, 1000).Count(reason => _counts.Add(reason, out _));
        Assert.Equal(10, logged); // 1, 2, 4, …, 512
        Assert.Equal([2], Logged(0, 1));
        Assert.Equal(FailureCounts<int>.Capacity + 1001, _counts.Value);
    }

    [Fact]
    public void Threads_lose_no_failure_and_no_room_for_reasons()
    {
        const int Threads = 8;
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
        {
            for (var reason = 0; reason < FailureCounts<int>.Capacity; reason++)
                _counts.Add(reason, out var _);
        });
        Assert.Equal(Threads * FailureCounts<int>.Capacity, _counts.Value);
        for (var reason = 0; reason < FailureCounts<int>.Capacity; reason++)
        {
            _counts.Add(reason, out var total);
            Assert.InRange(total, 1, Threads + 1);
        }
    }

    private IEnumerable<long> Logged(int reason, int failures)
    {
        var logged = new List<long>();
        for (var i = 0; i < failures; i++)
        {
            if (_counts.Add(reason, out var total))
                logged.Add(total);
        }
        return logged;
    }
}
