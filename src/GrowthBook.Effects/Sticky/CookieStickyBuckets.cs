using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Sticky bucket documents in cookies, in the form that the browser's SDK shares: functions from the cookies of a
/// request to documents, and from documents to cookies for the response. Used by any number of threads.
/// </summary>
/// <example><code>
/// var cookies = new CookieStickyBuckets(new StickyBucketCookieOptions { Domain = "shop.example" });
/// var (buckets, _) = cookies.Read(request.Cookies);
/// var (result, effects) = Evaluator.EvalFeature(context with { StickyBuckets = buckets }, "checkout");
/// foreach (var cookie in cookies.Write(effects, request.Host.Host))
///     response.Headers.Append("Set-Cookie", cookie.ToString());
/// </code></example>
public sealed class CookieStickyBuckets
{
    /// <summary>The characters other than letters and digits that js-cookie does not encode in a name: those of RFC 6265's tokens, and the bar.</summary>
    private const string PlainInName = "!#$&'*+-.^_`|~";

    /// <summary>The same in a value; quotation marks, commas, semicolons, spaces, backslashes, percent signs and controls are encoded.</summary>
    private const string PlainInValue = "!#$&'()*+-./:<=>?@[]^_`{|}~";

    private readonly string _prefix;
    private readonly string? _domain;
    private readonly GuardedLogger _logger;
    private readonly FailureCount _large = new();
    private int _isToldOfDomain;

    /// <summary>Sticky bucket documents in cookies.</summary>
    /// <param name="options">The options, read once. Default: those of GrowthBook's SDKs.</param>
    /// <param name="logger">Logs cookies that reach the limit of browsers: the 1st, 2nd, 4th, 8th and so on, and once a host outside of the domain. Default: no logging.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message names all of them.</exception>
    public CookieStickyBuckets(StickyBucketCookieOptions? options = null, ILogger? logger = null)
    {
        options ??= new StickyBucketCookieOptions();
        if (options.Validate() is { IsEmpty: false } faults)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        (_prefix, _domain, _logger) = (options.Prefix, options.Domain, GuardedLogger.Of(logger));
    }

    /// <summary>
    /// The documents among cookies. Names and values are taken as the header has them, or decoded once or twice: so
    /// cookies that js-cookie wrote, and those that Express wrote, whether or not a framework has decoded them already.
    /// </summary>
    /// <param name="cookies">Names and values of cookies; other cookies are ignored.</param>
    /// <returns>
    /// The documents, and a fault for each malformed cookie. If two cookies have the same document, their assignments are
    /// merged, and those of the first win.
    /// </returns>
    public (StickyBuckets Buckets, ImmutableArray<StickyBucketCookieFault> Faults) Read(IEnumerable<KeyValuePair<string, string>> cookies)
    {
        _ = cookies ?? throw new ArgumentNullException(nameof(cookies));
        var documents = new Dictionary<string, StickyAssignmentDocument>(KeyedTexts.Comparer);
        var faults = ImmutableArray.CreateBuilder<StickyBucketCookieFault>();
        foreach (var cookie in cookies)
        {
            if (cookie.Key?.StartsWith(_prefix, StringComparison.Ordinal) != true)
                continue;
            var (document, fault) = ReadValue(cookie.Key, cookie.Value ?? "");
            if (document is not null)
                documents[document.Key] = documents.TryGetValue(document.Key, out var first) ? document.Merge(first) : document;
            else
                faults.Add(new StickyBucketCookieFault(cookie.Key, fault));
        }
        return (StickyBuckets.Of(documents.Values), faults.ToImmutable());
    }

    /// <summary>The cookies that store the sticky assignments among effects: one for each document, with all of its assignments.</summary>
    /// <param name="effects">The effects of evaluations, in order.</param>
    /// <param name="host">
    /// The host of the request, without the port. If it is not in the domain of the options, browsers would ignore the
    /// domain's cookies, and the cookies are those of the host. Default: <c>null</c>, the host is in the domain.
    /// </param>
    /// <returns>
    /// Cookies as js-cookie writes them, in the order in which to append them. With a domain, a removal precedes each cookie: it
    /// removes a cookie of the host alone, which would hide that of the domain.
    /// </returns>
    public ImmutableArray<StickyBucketCookie> Write(Effects effects, string? host = null)
    {
        var documents = StickyBuckets.Empty;
        foreach (var effect in effects)
        {
            if (effect is Effect.StickyBucketAssigned { Document: var document })
                documents = documents.Merge(document);
        }
        return [.. documents.SelectMany(document => Write(document, host))];
    }

    /// <summary>The cookies that store a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="host">The host of the request, as for <see cref="Write(Effects, string?)"/>.</param>
    /// <returns>The cookie as js-cookie writes it, after a removal if it has a domain.</returns>
    public ImmutableArray<StickyBucketCookie> Write(StickyAssignmentDocument document, string? host = null)
    {
        _ = document ?? throw new ArgumentNullException(nameof(document));
        var domain = _domain is not null && (host is null || StickyBucketCookieOptions.Covers(_domain, host)) ? _domain : null;
        if (domain is null && _domain is not null && Interlocked.Exchange(ref _isToldOfDomain, 1) == 0)
            StickyLog.OtherDomain(_logger, host!, _domain);
        var cookie = new StickyBucketCookie(Name(document.Key), Encode(document.ToString(), PlainInValue)) { Domain = domain };
        if (cookie.IsNearlyFull && _large.Add(1, out var total))
            StickyLog.LargeCookie(_logger, document.AttributeName, cookie.Bytes, StickyBucketCookie.MaxBytes, total);
        // Browsers ignore a cookie that is too large: the removal would lose the assignments of the host's cookie.
        return domain is null || cookie.IsTooLarge ? [cookie] : [cookie with { Value = "", MaxAge = TimeSpan.Zero, Domain = null }, cookie];
    }

    /// <summary>The name of the cookie that holds a document.</summary>
    /// <param name="key">The document's key, such as <c>id||123</c>.</param>
    /// <returns>The name as js-cookie encodes it.</returns>
    public string Name(string key) => _prefix + Encode(key ?? throw new ArgumentNullException(nameof(key)), PlainInName);

    private (StickyAssignmentDocument? Document, string Fault) ReadValue(string name, string value)
    {
        if (value.Length >= 2 && value[0] == '"' && value[value.Length - 1] == '"')
            value = value.Substring(1, value.Length - 2);
        var isDocument = false;
        for (var decoded = 0; decoded <= 2; decoded++)
        {
            var (document, errors) = StickyAssignmentDocument.Parse(value);
            if (document is not null)
            {
                if (IsNamed(name, document.Key))
                    return (document, "");
                isDocument = true;
            }
            else if (!errors.Any(error => error.Severity == ErrorSeverity.Fatal))
            {
                return (null, "the value is not a sticky bucket document");
            }
            value = Uri.UnescapeDataString(value);
        }
        return (null, isDocument ? "the document is of another attribute or value than the name says" : "the value is not JSON, also when decoded twice");
    }

    private bool IsNamed(string name, string key)
    {
        for (var decoded = 0; decoded <= 2; decoded++)
        {
            if (name.Length == _prefix.Length + key.Length && name.EndsWith(key, StringComparison.Ordinal))
                return true;
            name = Uri.UnescapeDataString(name);
        }
        return false;
    }

    private static string Encode(string text, string plain)
    {
        var encoded = new StringBuilder(text.Length * 2);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)unit;
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || plain.Contains(c))
                encoded.Append(c);
            else
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }
}
