using System.Text;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>A received request.</summary>
public sealed record RecordedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<RecordedRequest> OfAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new RecordedRequest(request.Method, request.Path + request.QueryString, headers, body);
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
