namespace GrowthBook.Client.Tests.Concurrency;

/// <summary>Entries are bounded by number and by weight.</summary>
public sealed class LeastRecentlyUsedTests
{
    private readonly LeastRecentlyUsed<string, int> _entries = new(4, StringComparer.Ordinal, maxWeight: 10);

    [Fact]
    public void The_least_recently_used_entries_make_room_for_a_heavy_one()
    {
        _entries.Set("a", 1, 4);
        _entries.Set("b", 2, 4);
        _entries.Set("c", 3, 2);
        Assert.True(_entries.TryGet("a", out _));
        _entries.Set("d", 4, 5);
        Assert.Equal((2, 9), (_entries.Count, _entries.Weight));
        Assert.True(_entries.TryGet("a", out _));
        Assert.False(_entries.TryGet("b", out _));
        Assert.False(_entries.TryGet("c", out _));
    }

    [Fact]
    public void A_replaced_entry_has_its_new_weight()
    {
        _entries.Set("a", 1, 10);
        _entries.Set("a", 2, 3);
        _entries.Set("b", 3, 7);
        Assert.Equal((2, 10), (_entries.Count, _entries.Weight));
        _entries.Set("b", 4, 1);
        Assert.Equal(4, _entries.Weight);
    }

    [Fact]
    public void An_entry_above_the_limit_is_not_kept_and_replaces_its_key()
    {
        _entries.Set("a", 1, 1);
        _entries.Set("b", 2, 1);
        _entries.Set("a", 3, 11);
        Assert.False(_entries.TryGet("a", out _));
        Assert.True(_entries.TryGet("b", out _));
        Assert.Equal(1, _entries.Weight);
    }

    [Fact]
    public void The_number_of_entries_is_bounded_too()
    {
        for (var i = 0; i < 10; i++)
            _entries.Set($"{i}", i, 1);
        Assert.Equal((4, 4), (_entries.Count, _entries.Weight));
    }
}
