using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GrowthBook.Client;

namespace WebApp;

/// <summary>An event for each payload that comes into use, so that open pages reload.</summary>
internal static class PayloadChanges
{
    public static async IAsyncEnumerable<string> Of(GrowthBookClient growthBook, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        var changes = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = growthBook.Subscribe(_ => changes.Writer.TryWrite("changed"));
        using var completion = end.Token.Register(() => changes.Writer.TryComplete());
        yield return "connected";
        await foreach (var change in changes.Reader.ReadAllAsync(CancellationToken.None))
            yield return change;
    }
}
