using System.Security.Cryptography;
using GrowthBook.Client;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>Reads sticky bucket documents from the cookies of a request, and writes changed ones to the response.</summary>
internal sealed class StickyCookies
{
    private readonly CookieStickyBuckets _format;
    private readonly string _prefix;
    private readonly int _maxBytes;
    private readonly IDataProtector? _protector;
    private readonly GuardedLogger _logger;
    private readonly FailureCount _lost = new();
    private readonly FailureCount _tooLarge = new();
    private readonly LoggedKeys _unread = new();

    /// <param name="options">The options, read once.</param>
    /// <param name="protection">Makes the protector if the options ask for one.</param>
    /// <param name="logger">Logs lost assignments.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public StickyCookies(StickyCookieOptions options, IDataProtectionProvider? protection, GuardedLogger logger)
    {
        var format = options.Format();
        _format = new CookieStickyBuckets(format, logger);
        (_prefix, _maxBytes, _logger) = (format.Prefix, options.MaxBytes, logger);
        _protector = options.IsProtected ? protection!.CreateProtector("GrowthBook.StickyBuckets") : null;
    }

    /// <summary>Returns a user with the documents of the request, whose new assignments the response gets.</summary>
    /// <param name="http">The request.</param>
    /// <param name="user">A user; unchanged if neither the payload nor the options name an attribute of sticky buckets, or if a store has given it documents.</param>
    public GrowthBookUser Attach(HttpContext http, GrowthBookUser user)
    {
        var context = user.Context;
        var names = RequestUserFactory.Of(http.RequestServices).Client.StickyBucketAttributesOf(context.Payload);
        if (names.IsDefaultOrEmpty || context.StickyBuckets is not null)
            return user;
        var stored = Read(http.Request.Cookies, new DocumentNames(_prefix, context, names));
        var attached = user.With(same => same with { StickyBuckets = stored });
        new StickyResponse(this, http, attached, stored, names).Register();
        return attached;
    }

    /// <summary>Reads the documents of a user; malformed, oversized and forged ones count as missing.</summary>
    private StickyBuckets Read(IEnumerable<KeyValuePair<string, string>> cookies, DocumentNames names)
    {
        var own = cookies.Where(cookie => cookie.Key.Length + cookie.Value.Length <= _maxBytes && names.Contain(cookie.Key));
        if (_protector is not null)
            own = own.Select(cookie => new KeyValuePair<string, string>(cookie.Key, Unprotected(cookie.Value)));
        var (buckets, faults) = _format.Read(own);
        foreach (var fault in faults)
            StickyCookieLog.Ignored(_logger, fault.Reason);
        return buckets;
    }

    /// <summary>Adds the cookies of a document to a response that has not started.</summary>
    public void Write(HttpContext http, StickyAssignmentDocument document)
    {
        var cookies = _format.Write(document, RequestHost.Of(http.Request).Host);
        var stored = cookies[^1];
        if (_protector is not null)
            stored = stored with { Value = _protector.Protect(document.ToString()) };
        if (stored.Bytes > _maxBytes)
        {
            if (_tooLarge.Add(1, out var total))
                StickyCookieLog.TooLarge(_logger, document.AttributeName, stored.Bytes, _maxBytes, total);
            return;
        }
        var flags = "; SameSite=Lax" + (http.Request.IsHttps ? "; Secure" : "") + (_protector is null ? "" : "; HttpOnly");
        foreach (var removal in cookies[..^1])
            http.Response.Headers.Append("Set-Cookie", removal + flags);
        http.Response.Headers.Append("Set-Cookie", stored + flags);
        VisitorResponse.KeepAtStart(http, RequestUserFactory.Of(http.RequestServices));
    }

    /// <summary>Warns, once per attribute, of a document that is not written because the stored one was not read.</summary>
    public void NotRead(string attribute)
    {
        if (_unread.Add(ref attribute) == true)
            StickyCookieLog.NotRead(_logger, attribute);
    }

    public void Lost()
    {
        if (_lost.Add(1, out var total))
            StickyCookieLog.Lost(_logger, total);
    }

    private string Unprotected(string value)
    {
        try
        {
            return _protector!.Unprotect(value);
        }
        catch (CryptographicException)
        {
            return ""; // forged, or protected by keys that have expired
        }
    }
}
