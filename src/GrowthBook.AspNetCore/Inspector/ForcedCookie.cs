using System.Security.Cryptography;
using GrowthBook.Client;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Keeps forced values in a cookie of the browser's session.</summary>
/// <param name="protector">Encrypts and signs the cookie, so that a visitor without access to the inspector forces nothing; <c>null</c> in development.</param>
/// <param name="logger">Logs a cookie that is ignored.</param>
internal sealed class ForcedCookie(IDataProtector? protector, GuardedLogger logger)
{
    public const string Name = "growthbook-forced";

    /// <summary>The bytes of a cookie's name and value that browsers keep.</summary>
    private const int MaxBytes = 4096;

    /// <summary>Returns the values of a request; none if its cookie is malformed or forged.</summary>
    public ForcedValues Read(HttpRequest request)
    {
        if (request.Cookies[Name] is not { Length: > 0 and <= MaxBytes } text)
            return ForcedValues.None;
        if (Unprotected(text) is { } json && ForcedValues.Parse(json) is { } forced)
            return forced;
        InspectorLog.CookieIgnored(logger);
        return ForcedValues.None;
    }

    /// <summary>Returns a user with the values of a request.</summary>
    public GrowthBookUser Apply(HttpContext http, GrowthBookUser user) => Read(http.Request).Apply(user);

    /// <summary>Sets the cookie, or removes it if nothing is forced.</summary>
    /// <returns>Whether the values fit into a cookie; if not, it stays as it was.</returns>
    public bool Write(HttpContext http, ForcedValues forced)
    {
        var options = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/" };
        if (forced.IsEmpty)
        {
            http.Response.Cookies.Delete(Name, options);
            return true;
        }
        var text = protector is null ? forced.ToString() : protector.Protect(forced.ToString());
        if (Name.Length + Uri.EscapeDataString(text).Length > MaxBytes)
            return false;
        http.Response.Cookies.Append(Name, text, options);
        return true;
    }

    private string? Unprotected(string text)
    {
        try
        {
            return protector is null ? text : protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null; // forged, or protected by keys that have expired
        }
    }
}
