using System.Runtime.CompilerServices;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A process that ends without disposing of its client writes what is queued, and the log says so.</summary>
public sealed class ProcessEndTests
{
    [Theory]
    [InlineData("undisposed")]
    [InlineData("undisposed, exiting")]
    public async Task Queued_effects_are_written_at_the_end_of_the_process(string end) =>
        Assert.Equal([Warning("00:00:05"), "written: 2"], (await EndingProcess.RunAsync(end)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("not awaited")]
    [InlineData("not awaited, exiting")]
    public async Task The_end_of_the_process_waits_for_a_disposal_in_progress(string end) =>
        Assert.Equal([NotAwaited, "written: 2"], (await EndingProcess.RunAsync(end)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_sink_that_hangs_does_not_keep_the_process() => Assert.Equal([Warning("00:00:00.0010000")], await EndingProcess.RunAsync("hanging"));

    [Theory]
    [InlineData("disposed", 1)]
    [InlineData("flushed", 1)]
    [InlineData("without sinks", 0)]
    public async Task Nothing_happens_if_nothing_is_queued(string end, int written) => Assert.Equal(Enumerable.Repeat("written: 2", written), await EndingProcess.RunAsync(end));

    [Fact]
    public void The_end_of_the_process_does_not_keep_a_client_alive()
    {
        var (end, client) = Create();
        for (var i = 0; i < 10 && client.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(client.IsAlive);
        end.Dispose();
    }

    private static string Warning(string limit) =>
        $"the process ends, and a client with 2 queued effects was not disposed of; writing them for at most {limit}; dispose of the client before the process ends: await using";

    private const string NotAwaited =
        "the process ends while a client with 2 queued effects is being disposed of; waiting for the disposal for at most 00:00:06; await the disposal before the process ends: await using";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ProcessEnd End, WeakReference Client) Create()
    {
        var client = new GrowthBookClient(new GrowthBookOptions(), Shop.Services());
        var end = new ProcessEnd(client);
        client.Dispose(); // its meter is one of the process
        return (end, new WeakReference(client));
    }
}
