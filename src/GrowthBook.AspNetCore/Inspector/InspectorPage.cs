using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The page with its script and style, which are resources of this assembly.</summary>
internal sealed class InspectorPage
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The scripts and the style, by file name, with their content type.</summary>
    public IReadOnlyList<(string Name, string Type)> Files { get; } =
        [("inspector.js", "text/javascript"), ("dom.js", "text/javascript"), ("pages.js", "text/javascript"), ("payload.js", "text/javascript"), ("inspector.css", "text/css")];

    public Task HtmlAsync(HttpContext http)
    {
        var folder = (http.Request.PathBase + http.Request.Path).ToUriComponent().TrimEnd('/');
        return WriteAsync(http, "text/html", Text("inspector.html").Replace("{folder}", HtmlEncoder.Default.Encode(folder), StringComparison.Ordinal));
    }

    public Task FileAsync(HttpContext http, string name, string type) => WriteAsync(http, type, Text(name));

    private string Text(string name) => _texts.GetOrAdd(name, static name =>
    {
        using var reader = new StreamReader(typeof(InspectorPage).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    private static Task WriteAsync(HttpContext http, string type, string text)
    {
        http.Response.ContentType = type + "; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}
