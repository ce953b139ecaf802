using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// The API keys, and for each a token that allows its event stream: browsers open streams without headers, and a key must not be in a URL.
/// </summary>
internal sealed class OfrepKeys
{
    private const string Scheme = "Bearer ";

    /// <summary>Hashed, so that a comparison takes the same time for texts of any length.</summary>
    private readonly byte[][] _keys;
    private readonly byte[][] _tokenHashes;
    private readonly string[] _tokens;

    public OfrepKeys(IEnumerable<string> keys)
    {
        string[] all = [.. keys];
        _keys = [.. all.Select(Hash)];
        _tokens = [.. all.Select(key => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), "growthbook ofrep event stream"u8)))];
        _tokenHashes = [.. _tokens.Select(Hash)];
    }

    /// <summary>Whether a request has a key, or needs none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token for the event stream; <c>null</c> if it needs none.</param>
    public bool Allows(HttpRequest request, out string? token)
    {
        token = null;
        if (_keys.Length == 0)
            return true;
        var index = Find(_keys, request.Headers["X-API-Key"]);
        if (index < 0 && BearerOf(request.Headers.Authorization) is { } bearer)
            index = Find(_keys, bearer);
        if (index < 0)
            return false;
        token = _tokens[index];
        return true;
    }

    /// <summary>Whether a request may open the event stream: by a key or by a token.</summary>
    public bool AllowsStream(HttpRequest request) => Allows(request, out _) || Find(_tokenHashes, request.Query["token"]) >= 0;

    /// <summary>Whether a request has a key or a token, right or wrong.</summary>
    public static bool IsGivenBy(HttpRequest request) =>
        request.Headers["X-API-Key"].ToString().Length > 0 || BearerOf(request.Headers.Authorization) is { Length: > 0 } || request.Query["token"].ToString().Length > 0;

    private static string? BearerOf(string? header) =>
        header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? header[Scheme.Length..].Trim() : null;

    /// <summary>The index of a text; -1 if there is none. Compares with all, so that the time does not tell the index.</summary>
    private static int Find(byte[][] hashes, string? text)
    {
        if (text is null)
            return -1;
        var (hash, found) = (Hash(text), -1);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(hashes[i], hash))
                found = i;
        }
        return found;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
