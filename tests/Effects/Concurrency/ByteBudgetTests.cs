namespace GrowthBook.Client.Tests;

public sealed class ByteBudgetTests
{
    [Fact]
    public void Shares_count_beyond_their_free_bytes_and_are_given_back()
    {
        var budget = new ByteBudget(100, 10);
        var (one, other) = (budget.Begin(), budget.Begin());
        Assert.True(one.TryGrowTo(70));
        Assert.True(other.TryGrowTo(10));
        Assert.True(other.TryGrowTo(50));
        Assert.False(other.TryGrowTo(51));
        Assert.True(other.IsRefused);
        Assert.False(one.IsRefused);
        one.Dispose();
        Assert.True(other.TryGrowTo(110));
        Assert.False(other.TryGrowTo(111));
        other.Dispose();
        Assert.True(budget.Begin().TryGrowTo(110));
    }

    [Fact]
    public void Threads_never_take_more_than_the_budget()
    {
        var budget = new ByteBudget(1_000, 0);
        var (held, most) = (0, 0);
        Parallel.For(0, 10_000, _ =>
        {
            using var share = budget.Begin();
            if (!share.TryGrowTo(100))
                return;
            var now = Interlocked.Increment(ref held);
            for (int seen; (seen = Volatile.Read(ref most)) < now;)
                Interlocked.CompareExchange(ref most, now, seen);
            Interlocked.Decrement(ref held);
        });
        Assert.InRange(most, 1, 10);
        Assert.True(budget.Begin().TryGrowTo(1_000));
    }
}
