using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Logs attributes that a claim or cookie does not give, and claims of which an attribute has the first only. Looks after all functions have run, because
/// another one may give the attribute. Thread-safe.
/// </summary>
internal sealed class AttributeChecks(GrowthBookRequestOptions options, GuardedLogger logger)
{
    /// <summary>The first attributes with a value that a claim can give, for which the claims of the type are counted.</summary>
    private const int AttributesToCount = 1000;

    /// <summary>The first users without a cookie, who are asked for their consent once more.</summary>
    private const int UsersToAsk = 1000;

    private readonly LoggedKeys _missing = new();
    private readonly LoggedKeys _several = new();
    private int _attributesToCount = AttributesToCount;
    private int _usersToAsk = UsersToAsk;
    private int _isUnreadLogged;

    /// <summary>Looks at the attributes that the functions gave a user. Allocates nothing for most users.</summary>
    public void Check(HttpContext http, List<KeyValuePair<string, Value>> found)
    {
        CheckClaims(http, found);
        if (Volatile.Read(ref _isUnreadLogged) == 0)
            CheckCookies(http, found);
    }

    /// <summary>Warns once per attribute. The types of claims are shown, never their values.</summary>
    private void CheckClaims(HttpContext http, List<KeyValuePair<string, Value>> found)
    {
        foreach (var (attribute, type, names) in options.Attributes.Claims)
        {
            var shown = attribute;
            if (ValueOf(found, attribute) is { } value)
            {
                if (Volatile.Read(ref _attributesToCount) > 0 && Interlocked.Decrement(ref _attributesToCount) >= 0
                    && CountOfFirst(http, names, value) is > 1 and var count && IsAuthenticated(http) && _several.Add(ref shown) == true)
                {
                    RequestLog.SeveralClaims(logger, count, type, shown);
                }
            }
            else if (IsAuthenticated(http) && _missing.Add(ref shown) == true)
            {
                RequestLog.NoClaim(logger, type, shown, PlainText.Of(string.Join(", ", http.User.Claims.Select(each => each.Type).Distinct()), 1_000));
            }
        }
    }

    private void CheckCookies(HttpContext http, List<KeyValuePair<string, Value>> found)
    {
        foreach (var (attribute, cookie) in options.Attributes.Cookies)
        {
            if (ValueOf(found, attribute) is not null)
                continue;
            if (Volatile.Read(ref _usersToAsk) > 0 && Interlocked.Decrement(ref _usersToAsk) >= 0 && !options.HasConsent(http) && Interlocked.Exchange(ref _isUnreadLogged, 1) == 0)
                RequestLog.CookieWithoutConsent(logger, cookie, attribute);
            return;
        }
    }

    private static bool IsAuthenticated(HttpContext http) => http.User.Identity?.IsAuthenticated == true;

    /// <summary>The number of claims if a value is that of the first and others differ; otherwise 0.</summary>
    private static int CountOfFirst(HttpContext http, string[] names, Value value)
    {
        var claims = ClaimTypeNames.All(http.User, names);
        return claims.Length > 1 && value.Equals(ClaimValue.Of(claims[0])) && Array.Exists(claims, claim => claim.Value != claims[0].Value) ? claims.Length : 0;
    }

    /// <summary>The value that counts, of the last function that gives one.</summary>
    private static Value? ValueOf(List<KeyValuePair<string, Value>> found, string name)
    {
        for (var i = found.Count - 1; i >= 0; i--)
        {
            if (found[i].Key == name)
                return found[i].Value;
        }
        return null;
    }
}
