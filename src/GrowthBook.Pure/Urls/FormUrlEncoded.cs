using System.Text;

namespace GrowthBook.Urls;

/// <summary>The application/x-www-form-urlencoded format (URL Standard, section 5).</summary>
internal static class FormUrlEncoded
{
    /// <summary>
    /// Reads pairs from a query without its question mark. Never fails: a pair without an equals sign has an empty value,
    /// empty pairs are skipped, a plus is a space, malformed UTF-8 becomes U+FFFD.
    /// </summary>
    /// <example><c>a=b=c&amp;&amp;=</c> gives <c>("a", "b=c")</c> and <c>("", "")</c>.</example>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string query)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var start = 0;
        while (start < query.Length)
        {
            var ampersand = query.IndexOf('&', start);
            var end = ampersand < 0 ? query.Length : ampersand;
            if (end > start)
            {
                var equals = query.IndexOf('=', start, end - start);
                var name = query.Substring(start, (equals < 0 ? end : equals) - start);
                var value = equals < 0 ? "" : query.Substring(equals + 1, end - equals - 1);
                pairs.Add(new KeyValuePair<string, string>(Decode(name), Decode(value)));
            }
            start = end + 1;
        }
        return pairs;
    }

    /// <summary>
    /// Writes pairs: letters, digits and <c>*-._</c> stay, a space becomes a plus, all others <c>%XX</c>.
    /// A lone surrogate is written as U+FFFD.
    /// </summary>
    public static string Serialize(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var text = new StringBuilder();
        foreach (var pair in pairs)
        {
            text.Append(text.Length == 0 ? "" : "&");
            AppendEncoded(text, Utf16.ToWellFormed(pair.Key));
            text.Append('=');
            AppendEncoded(text, Utf16.ToWellFormed(pair.Value));
        }
        return text.ToString();
    }

    private static string Decode(string text) => PercentEncoding.Decode(text.Replace('+', ' '));

    private static void AppendEncoded(StringBuilder target, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (EcmaCharacters.IsLetter(c) || EcmaCharacters.IsDigit(c) || c is '*' or '-' or '.' or '_')
            {
                target.Append(c);
            }
            else if (c == ' ')
            {
                target.Append('+');
            }
            else
            {
                var codePoint = Utf16.CodePointAt(text, i);
                PercentEncoding.Append(target, codePoint);
                i += Utf16.Length(codePoint) - 1;
            }
        }
    }
}
