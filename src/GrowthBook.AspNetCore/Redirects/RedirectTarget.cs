namespace GrowthBook.AspNetCore;

/// <summary>The target of a redirect as the header <c>Location</c> has it.</summary>
internal static class RedirectTarget
{
    /// <summary>Returns an http or https URL in ASCII with its host in punycode; <c>null</c> if the text is none.</summary>
    public static Uri? Of(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || OriginOf(url) is null || url.UserInfo.Length > 0)
            return null;
        return url.Host == url.IdnHost ? url : new UriBuilder(url) { Host = url.IdnHost }.Uri;
    }

    /// <summary>Returns the scheme and the host of a target for a log, without a user, a password or a query string.</summary>
    public static string ShownOriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) ? OriginOf(url) ?? url.Scheme + ":" : "a text that is no URL";

    /// <summary>Returns the scheme, the host and the port; <c>null</c> if the scheme is neither http nor https.</summary>
    public static string? OriginOf(Uri url) =>
        url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps ? $"{url.Scheme}://{url.IdnHost}:{url.Port}" : null;
}
