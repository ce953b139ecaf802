using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GrowthBook.Client;

namespace WebApp;

/// <summary>The version of the payload in each page, and an event for each later one, so that open pages reload.</summary>
internal static class PayloadChanges
{
    private static readonly object Version = new();

    /// <summary>A middleware that notes the version before the user of the request is made: the page is then at least as new.</summary>
    public static Task NoteVersion(HttpContext http, RequestDelegate next)
    {
        http.Items[Version] = http.RequestServices.GetRequiredService<GrowthBookClient>().Current?.ContentHash;
        return next(http);
    }

    /// <summary>The version of a page; empty without a payload.</summary>
    public static string VersionOf(HttpContext http) => http.Items[Version] as string ?? "";

    /// <summary>The version of the payload in use, and of each that comes into use.</summary>
    public static async IAsyncEnumerable<string> Of(GrowthBookClient growthBook, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        var versions = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using var subscription = growthBook.Subscribe(next => versions.Writer.TryWrite(next.ContentHash), withCurrent: true);
        using var completion = end.Token.Register(() => versions.Writer.TryComplete());
        await foreach (var version in versions.Reader.ReadAllAsync(CancellationToken.None))
            yield return version;
    }
}
