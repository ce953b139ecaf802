namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>The memory has an exact bound, evicts the least recently seen, and undoes what no receiver took.</summary>
public class DeliveryMemoryTests
{
    private const ulong First = 1;
    private const ulong Second = 2;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(50_000)]
    public void It_remembers_exactly_its_capacity(int capacity)
    {
        var memory = new DeliveryMemory(capacity);
        for (var i = 0; i < capacity; i++)
            Assert.Equal(First, Take(memory, i));
        Assert.Equal(capacity, memory.CountOf(First));
        for (var i = 0; i < capacity; i++)
            Assert.Equal(0UL, Take(memory, i));
        Assert.Equal(First, Take(memory, capacity));
        Assert.Equal(capacity, memory.CountOf(First));
        Assert.Equal(First, Take(memory, 0)); // the least recently seen went
    }

    /// <summary>A model of the memory: a list in the order of use.</summary>
    [Theory]
    [InlineData(7, 20)]
    [InlineData(100, 150)]
    [InlineData(4096, 6000)]
    public void It_evicts_the_least_recently_seen(int capacity, int keys)
    {
        var random = new Random(1);
        var memory = new DeliveryMemory(capacity);
        var model = new LeastRecentlyUsed<int, bool>(capacity, EqualityComparer<int>.Default);
        var fresh = keys;
        for (var step = 0; step < 10 * keys; step++)
        {
            // Every other effect is new, so that each sighting is the first since the last new effect.
            var key = step % 2 == 0 ? fresh++ % (2 * keys) : random.Next(2 * keys);
            var isKnown = model.TryGet(key, out _);
            model.Set(key, true);
            Assert.Equal(isKnown ? 0 : First, Take(memory, key));
        }
    }

    [Fact]
    public void An_effect_that_no_receiver_took_is_forgotten_and_makes_room()
    {
        var memory = new DeliveryMemory(1);
        Assert.Equal(First | Second, memory.Take(Key(1), 0, First | Second, out var receipt));
        memory.Undo(receipt, First);
        Assert.Equal((0, 1), (memory.CountOf(First), memory.CountOf(Second)));
        Assert.Equal(First, memory.Take(Key(1), 0, First | Second, out var again));
        memory.Undo(again, First);
        memory.Undo(receipt, Second);
        Assert.Equal((0, 0), (memory.CountOf(First), memory.CountOf(Second)));
        Assert.Equal(First, Take(memory, 2));
        Assert.Equal(1, memory.CountOf(First));
    }

    [Fact]
    public void A_value_that_no_receiver_took_leaves_the_previous_one()
    {
        var memory = new DeliveryMemory(10);
        Assert.Equal(First, memory.Take(Key(1), 10, First, out _));
        Assert.Equal(First, memory.Take(Key(1), 20, First, out var failed));
        memory.Undo(failed, First);
        Assert.Equal(0UL, memory.Take(Key(1), 10, First, out _));
        Assert.Equal(First, memory.Take(Key(1), 20, First, out _));
    }

    [Fact]
    public void A_value_that_another_receiver_took_stays()
    {
        var memory = new DeliveryMemory(10);
        memory.Take(Key(1), 10, First | Second, out _);
        memory.Take(Key(1), 20, First | Second, out var failed);
        memory.Undo(failed, First);
        Assert.Equal(First, memory.Take(Key(1), 20, First | Second, out _));
        Assert.Equal(First | Second, memory.Take(Key(1), 10, First | Second, out _));
    }

    [Fact]
    public void An_undo_after_another_value_or_an_eviction_changes_nothing()
    {
        var memory = new DeliveryMemory(1);
        memory.Take(Key(1), 10, First, out var old);
        memory.Take(Key(1), 20, First, out _);
        memory.Take(Key(1), 10, First, out _);
        memory.Undo(old, First);
        Assert.Equal(0UL, memory.Take(Key(1), 10, First, out var evicted));
        Take(memory, 2);
        memory.Undo(evicted, First);
        Assert.Equal(1, memory.CountOf(First));
    }

    /// <summary>The entry that an undo frees is used again, in another stripe too.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public void A_second_undo_of_a_delivery_changes_nothing(int capacity)
    {
        var memory = new DeliveryMemory(capacity);
        for (var i = 0; i < 50; i++)
        {
            memory.Take(Key(i), 0, First | Second, out var receipt);
            memory.Undo(receipt, First);
            memory.Undo(receipt, Second);
            memory.Undo(receipt, Second);
            memory.Undo(receipt, First);
            Assert.Equal((0, 0), (memory.CountOf(First), memory.CountOf(Second)));
            Assert.Equal(First, Take(memory, 1000 + i));
            memory.Undo(receipt, First);
            Assert.Equal(1, memory.CountOf(First));
            Assert.Equal(0UL, memory.Take(Key(1000 + i), 0, First, out var kept));
            memory.Undo(kept, First);
            Assert.Equal(0, memory.CountOf(First));
        }
    }

    /// <summary>Keys of which many have the same place in the index, also at its end, added and evicted in any order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Keys_that_collide_in_the_index_are_told_apart(int places)
    {
        const int Capacity = 60;
        var random = new Random(places);
        var memory = new DeliveryMemory(Capacity);
        var model = new LeastRecentlyUsed<int, bool>(Capacity, EqualityComparer<int>.Default);
        for (var step = 0; step < 20_000; step++)
        {
            var number = random.Next(2 * Capacity);
            var key = new EffectKey(ulong.MaxValue - (ulong)(number % places), (ulong)number);
            var isKnown = model.TryGet(number, out _);
            model.Set(number, true);
            Assert.Equal(isKnown ? 0 : First, memory.Take(key, 0, First, out _));
        }
        Assert.Equal(Capacity, memory.CountOf(First));
    }

    [Fact]
    public void Forgotten_effects_leave_their_room_to_new_ones()
    {
        const int Capacity = 1000;
        var memory = new DeliveryMemory(Capacity);
        for (var round = 0; round < 3; round++)
        {
            var receipts = new EffectReceipt[Capacity];
            for (var i = 0; i < Capacity; i++)
                Assert.Equal(First, memory.Take(Key((round * Capacity) + i), 0, First, out receipts[i]));
            Assert.Equal(Capacity, memory.CountOf(First));
            foreach (var receipt in receipts)
                memory.Undo(receipt, First);
            Assert.Equal(0, memory.CountOf(First));
        }
    }

    /// <summary>At every number of entries, also with numbers at the end of the memory.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    [InlineData(4096)]
    public void Prefetching_changes_nothing(int capacity)
    {
        var (memory, plain) = (new DeliveryMemory(capacity), new DeliveryMemory(capacity));
        for (var i = 0; i < 3 * capacity; i++)
        {
            memory.Prefetch(Key(i), Key(i / 2));
            Assert.Equal((Take(plain, i), Take(plain, i / 2)), (Take(memory, i), Take(memory, i / 2)));
        }
        Assert.Equal(plain.CountOf(First), memory.CountOf(First));
    }

    [Fact]
    public async Task Sixteen_threads_keep_the_bound_and_take_each_effect_once()
    {
        const int Keys = 20_000;
        var (memory, small) = (new DeliveryMemory(Keys), new DeliveryMemory(5000));
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(() =>
        {
            var count = 0;
            for (var i = 0; i < Keys; i++)
            {
                var key = Key((i + (thread * 1237)) % Keys);
                if (!memory.IsRepetition(key, 0, First))
                    count += memory.Take(key, 0, First, out _) == First ? 1 : 0;
                small.Take(key, 0, First, out _);
            }
            return count;
        })));
        Assert.Equal(Keys, taken.Sum());
        Assert.Equal((Keys, 5000), (memory.CountOf(First), small.CountOf(First)));
    }

    private static ulong Take(DeliveryMemory memory, int key) =>
        memory.IsRepetition(Key(key), 0, First) ? 0 : memory.Take(Key(key), 0, First, out _);

    private static EffectKey Key(int number)
    {
        var hash = new SipHash(new EffectKey(1, 2));
        hash.Add((ulong)number);
        return hash.Finish();
    }
}
