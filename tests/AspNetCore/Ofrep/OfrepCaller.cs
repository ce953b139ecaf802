using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>A client of the protocol that checks each response against the schema.</summary>
internal sealed class OfrepCaller(HttpClient http, string prefix = "")
{
    public const string Flags = "/ofrep/v1/evaluate/flags";

    public async Task<OfrepResponse> EvaluateAsync(string escapedKey, string? body = "{}", params IEnumerable<(string Name, string Value)> headers)
    {
        var response = await SendAsync($"{prefix}{Flags}/{escapedKey}", body, headers);
        AssertSchema(response, "evaluationSuccess", response.Status == HttpStatusCode.NotFound ? "flagNotFound" : response.Status == HttpStatusCode.InternalServerError ? "notReady" : "evaluationFailure");
        return response;
    }

    public async Task<OfrepResponse> EvaluateAllAsync(string? body = "{}", params IEnumerable<(string Name, string Value)> headers)
    {
        var response = await SendAsync(prefix + Flags, body, headers);
        AssertSchema(response, "bulkEvaluationSuccess", "bulkEvaluationFailure");
        return response;
    }

    private static void AssertSchema(OfrepResponse response, string success, string failure)
    {
        if (response.Status is HttpStatusCode.NotModified or HttpStatusCode.TooManyRequests)
        {
            Assert.Equal("", response.Body);
            return;
        }
        Assert.True(response.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.InternalServerError, $"{response.Status}");
        Assert.Equal("application/json", response.Headers.ContentType?.MediaType);
        OfrepSchema.AssertIs(response.Status == HttpStatusCode.OK ? success : failure, response.Body);
    }

    private async Task<OfrepResponse> SendAsync(string path, string? body, IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request);
        return new OfrepResponse(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString(), response.Content.Headers, response.Headers.RetryAfter?.ToString());
    }
}

internal sealed record OfrepResponse(HttpStatusCode Status, string Body, string? ETag, HttpContentHeaders Headers, string? RetryAfter)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The flags of a bulk evaluation by key.</summary>
    public Dictionary<string, JsonNode> Flags => Json["flags"]!.AsArray().ToDictionary(flag => (string)flag!["key"]!, flag => flag!);

    public string RequestUri => (string)Json["eventStreams"]![0]!["endpoint"]!["requestUri"]!;
}
