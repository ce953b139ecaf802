using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GrowthBook.AspNetCore;

/// <summary>The paths of the protocol.</summary>
internal static class OfrepPath
{
    public const string Flags = "/ofrep/v1/evaluate/flags";
    public const string Events = "/ofrep/v1/events";
    public const string Key = "key";

    /// <summary>
    /// The key of a feature in the path, which may have any character. It is read from the text of the request, because the server leaves a
    /// <c>%2F</c> in a decoded path, also where the key has these three characters.
    /// </summary>
    public static string KeyOf(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        var start = path.IndexOf(Flags + "/", StringComparison.OrdinalIgnoreCase);
        return start < 0
            ? (http.Request.RouteValues[Key] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
            : Uri.UnescapeDataString(path[(start + Flags.Length + 1)..]);
    }

    /// <summary>The path of the event stream next to that of a bulk evaluation, with the prefixes of the application and of the group.</summary>
    public static string EventsNextTo(HttpRequest bulk)
    {
        var path = bulk.Path.Value ?? "";
        var prefix = path[..Math.Max(0, path.LastIndexOf(Flags, StringComparison.OrdinalIgnoreCase))];
        return bulk.PathBase.Add(new PathString(prefix)).Add(Events).ToUriComponent();
    }
}
