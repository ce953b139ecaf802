using GrowthBook.Client.Tests;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

internal static class SiteChanges
{
    /// <summary>Changes the payload of a site, and waits until it is in use.</summary>
    public static async Task ChangeAsync(this Site site, string payload)
    {
        var before = site.Client.Current!.ContentHash;
        site.Source.Set(payload);
        await Eventually.TrueAsync(() => site.Client.Current!.ContentHash != before, "the changed payload");
    }
}
