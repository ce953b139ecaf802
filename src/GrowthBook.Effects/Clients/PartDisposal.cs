using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>The end of the parts that were made for a client. They do not know each other, so each has the whole time, and a failure of one concerns no other.</summary>
internal static class PartDisposal
{
    /// <summary>Disposes of the parts, at once, asynchronously where a part can. Never throws.</summary>
    /// <param name="parts">The parts, each once.</param>
    /// <param name="limit">How long to wait. A disposal that takes longer goes on.</param>
    /// <param name="time">Measures the limit.</param>
    /// <param name="logger">Logs failures and late disposals.</param>
    /// <param name="logsMessages">Whether log lines have the messages of exceptions.</param>
    public static Task RunAsync(ImmutableArray<object> parts, TimeSpan limit, TimeProvider time, GuardedLogger logger, bool logsMessages) =>
        Task.WhenAll(
            from part in parts
            where part is IAsyncDisposable or IDisposable
            select RunAsync(part, limit, time, logger, logsMessages));

    private static async Task RunAsync(object part, TimeSpan limit, TimeProvider time, GuardedLogger logger, bool logsMessages)
    {
        var ending = Detached.Run(() => DisposeAsync(part, logger, logsMessages));
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(ending, time.DelayAsync(limit, ended.Token)).ConfigureAwait(false);
        ended.Cancel();
        if (!ending.IsCompleted)
            ClientLog.PartDisposedLate(logger, ReceiverName.Of(part), limit);
    }

    private static async Task DisposeAsync(object part, GuardedLogger logger, bool logsMessages)
    {
        try
        {
            if (part is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else
                ((IDisposable)part).Dispose();
        }
        catch (Exception e)
        {
            ClientLog.PartNotDisposed(logger, ReceiverName.Of(part), FailureText.Of(e, logsMessages));
        }
    }
}
