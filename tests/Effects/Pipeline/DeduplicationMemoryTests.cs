namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Runs without other tests, because it measures the memory of the whole process.</summary>
[CollectionDefinition("memory of deduplication", DisableParallelization = true)]
public class DeduplicationMemoryCollection;

/// <summary>The memory of deduplication is bounded.</summary>
[Collection("memory of deduplication")]
public class DeduplicationMemoryTests
{
    [Fact]
    public void Memory_stays_bounded_however_many_users_and_however_long_their_attributes()
    {
        const int Capacity = 1000;
        var count = 0;
        var (pipeline, receiver) = Pipelines.Once(_ => count++, Capacity);
        Fill(0, 2 * Capacity);
        var before = GC.GetTotalMemory(true);
        Fill(2 * Capacity, 12 * Capacity);
        var grown = GC.GetTotalMemory(true) - before;
        Assert.Equal(24 * Capacity, count);
        Assert.Equal(Capacity, receiver.Remembered);
        Assert.True(before > Capacity, "something is remembered");
        Assert.True(grown < Capacity * 1024, $"grew by {grown} bytes");
        GC.KeepAlive(pipeline);

        void Fill(int from, int to)
        {
            for (var user = from; user < to; user++)
            {
                var id = user + new string('x', 4000);
                pipeline.Deliver(SampleEffects.Event(SampleEffects.Exposure("e", id)));
                pipeline.Deliver(SampleEffects.Event(SampleEffects.Usage("f", new string('y', 4000)), SampleEffects.User(id)));
            }
        }
    }
}
