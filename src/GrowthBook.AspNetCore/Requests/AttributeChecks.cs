using System.Collections.Concurrent;
using System.Security.Claims;
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

    /// <summary>The attributes, each with the type of its claim, of which a user had a claim: the type is right, and another user without one is usual.</summary>
    private readonly ConcurrentDictionary<(string Attribute, string Type), bool> _given = new();

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

    /// <summary>Warns once per attribute, until a user has the claim. The types of claims are shown, never their values.</summary>
    private void CheckClaims(HttpContext http, List<KeyValuePair<string, Value>> found)
    {
        foreach (var (attribute, type, names) in options.Attributes.Claims)
        {
            var shown = attribute;
            if (ValueOf(found, attribute) is { } value)
            {
                if (Volatile.Read(ref _attributesToCount) > 0 && Interlocked.Decrement(ref _attributesToCount) >= 0)
                    CheckGiven(http, type, shown, ClaimTypeNames.All(http.User, names), value);
            }
            else if (IsAuthenticated(http) && !_given.ContainsKey((attribute, type)) && _missing.Add(ref shown) == true)
            {
                RequestLog.NoClaim(logger, type, shown, PlainText.Of(string.Join(", ", http.User.Claims.Select(each => each.Type).Distinct()), 1_000));
            }
        }
    }

    /// <summary>Notes that users have claims of a type, and warns if an attribute has the value of the first of several.</summary>
    private void CheckGiven(HttpContext http, string type, string attribute, Claim[] claims, Value value)
    {
        if (claims.Length == 0 || !IsAuthenticated(http))
            return;
        _ = _given.TryAdd((attribute, type), true);
        if (claims.Length > 1 && value.Equals(ClaimValue.Of(claims[0])) && Array.Exists(claims, claim => claim.Value != claims[0].Value) && _several.Add(ref attribute) == true)
            RequestLog.SeveralClaims(logger, claims.Length, type, attribute);
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
