using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>How an application serves the OpenFeature Remote Evaluation Protocol (OFREP). Read once, when the endpoints are mapped.</summary>
public sealed class OfrepOptions
{
    /// <summary>
    /// The API keys of which a request needs one, as <c>Authorization: Bearer KEY</c> or <c>X-API-Key: KEY</c>. Without one the response is
    /// 401. Default: none, every request is allowed.
    /// </summary>
    public ICollection<string> ApiKeys { get; } = [];

    /// <summary>The bytes that the body of a request may have, from 1 to 16 MiB inclusive; a larger one is refused. Default: 65,536.</summary>
    public int MaxRequestBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Whether a request may evaluate a feature, by its key. A feature that it may not evaluate does not exist for the request: 404, and left
    /// out of bulk evaluations. It must not block. Default: <c>null</c>, all features.
    /// </summary>
    public Func<HttpContext, string, bool>? MayEvaluate { get; set; }

    /// <summary>
    /// The attribute that has the targeting key too, unless the context gives it a value. Empty: none. Default: <c>id</c>.
    /// </summary>
    public string TargetingKeyAttribute
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(TargetingKeyAttribute));
    } = "id";

    /// <summary>Whether a request without a targeting key is refused. Default: <c>false</c>.</summary>
    public bool RequiresTargetingKey { get; set; }

    /// <summary>
    /// Whether a bulk evaluation reports its effects, as a single evaluation does: each of its features counts as used. Default:
    /// <c>false</c>, because a front end uses few of them.
    /// </summary>
    public bool RunsBulkEffects { get; set; }

    /// <summary>Whether bulk evaluations offer a stream of events, by which front ends learn of new payloads. Default: <c>true</c>.</summary>
    public bool HasEventStream { get; set; } = true;

    /// <summary>
    /// The client of a request, such as one of several connections; <c>null</c> answers 401. Default: <c>null</c>, the registered client.
    /// </summary>
    public Func<HttpContext, GrowthBookClient?>? Client { get; set; }

    internal void Validate()
    {
        if (MaxRequestBytes is < 1 or > 16 * 1024 * 1024)
            throw new ArgumentException($"OfrepOptions.MaxRequestBytes: must be from 1 to {16 * 1024 * 1024}, was {MaxRequestBytes}");
        if (ApiKeys.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("OfrepOptions.ApiKeys: a key is empty; check the configuration that it comes from");
        // Servers trim the values of headers, and refuse control characters in them.
        if (ApiKeys.Any(key => key != key.Trim() || key.Any(char.IsControl)))
            throw new ArgumentException("OfrepOptions.ApiKeys: a key begins or ends with white space or has a control character, so that no request can have it; trim the text that it comes from, such as a file's");
    }
}
