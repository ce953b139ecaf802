using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace GrowthBook.Client;

/// <summary>
/// Sticky bucket documents in cookies, in the form that the browser's SDK shares: pure functions from the cookies of a
/// request to documents, and from a document to a cookie for the response.
/// </summary>
/// <example><code>
/// var (buckets, _) = CookieStickyBuckets.Read(request.Cookies);
/// var (result, effects) = Evaluator.EvalFeature(context with { StickyBuckets = buckets }, "checkout");
/// foreach (var cookie in CookieStickyBuckets.Write(effects))
///     response.Headers.Append("Set-Cookie", cookie.ToString());
/// </code></example>
public static class CookieStickyBuckets
{
    /// <summary>The prefix of the cookies' names.</summary>
    public const string Prefix = "gbStickyBuckets__";

    /// <summary>Characters besides letters and digits that js-cookie leaves as they are in a name: those of RFC 6265's tokens, and the bar.</summary>
    private const string PlainInName = "!#$&'*+-.^_`|~";

    /// <summary>The same in a value; quotation marks, commas, semicolons, spaces, backslashes, percent signs and controls are encoded.</summary>
    private const string PlainInValue = "!#$&'()*+-./:<=>?@[]^_`{|}~";

    /// <summary>
    /// The documents among cookies. Names and values are taken as the header has them, or decoded once or twice: so
    /// cookies that js-cookie wrote, and those that Express wrote, whether or not a framework has decoded them already.
    /// </summary>
    /// <param name="cookies">Names and values of cookies; of others than these nothing is said.</param>
    /// <returns>
    /// The documents, and what is wrong with those cookies that are left out. Where two cookies hold the same document
    /// their assignments are merged, and those of the first win.
    /// </returns>
    public static (StickyBuckets Buckets, ImmutableArray<StickyBucketCookieFault> Faults) Read(IEnumerable<KeyValuePair<string, string>> cookies)
    {
        _ = cookies ?? throw new ArgumentNullException(nameof(cookies));
        var documents = new Dictionary<string, StickyAssignmentDocument>(StringComparer.Ordinal);
        var faults = ImmutableArray.CreateBuilder<StickyBucketCookieFault>();
        foreach (var cookie in cookies)
        {
            if (cookie.Key?.StartsWith(Prefix, StringComparison.Ordinal) != true)
                continue;
            var (document, fault) = ReadValue(cookie.Key, cookie.Value ?? "");
            if (document is not null)
                documents[document.Key] = documents.TryGetValue(document.Key, out var first) ? document.Merge(first) : document;
            else
                faults.Add(new StickyBucketCookieFault(cookie.Key, fault));
        }
        return (StickyBuckets.Of(documents.Values), faults.ToImmutable());
    }

    /// <summary>The cookie of a document.</summary>
    /// <param name="document">The document.</param>
    /// <returns>A cookie as js-cookie writes it.</returns>
    public static StickyBucketCookie Write(StickyAssignmentDocument document) => new(
        Name((document ?? throw new ArgumentNullException(nameof(document))).Key),
        Encode(document.ToString(), PlainInValue));

    /// <summary>The cookies that store the sticky assignments among effects: one for each document, with all of its assignments.</summary>
    /// <param name="effects">The effects of evaluations, in order.</param>
    /// <returns>Cookies as js-cookie writes them.</returns>
    public static ImmutableArray<StickyBucketCookie> Write(Effects effects)
    {
        var documents = StickyBuckets.Empty;
        foreach (var effect in effects)
        {
            if (effect is Effect.StickyBucketAssigned { Document: var document })
                documents = documents.Merge(document);
        }
        return [.. documents.Select(Write)];
    }

    /// <summary>The name of the cookie that holds a document.</summary>
    /// <param name="key">The document's key, such as <c>id||123</c>.</param>
    /// <returns>The name as js-cookie encodes it.</returns>
    public static string Name(string key) => Prefix + Encode(key ?? throw new ArgumentNullException(nameof(key)), PlainInName);

    private static (StickyAssignmentDocument? Document, string Fault) ReadValue(string name, string value)
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

    private static bool IsNamed(string name, string key)
    {
        for (var decoded = 0; decoded <= 2; decoded++)
        {
            if (name.Length == Prefix.Length + key.Length && name.EndsWith(key, StringComparison.Ordinal))
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
