using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace GrowthBook.AspNetCore;

/// <summary>Script elements with data that visitors and developers choose.</summary>
internal static class PageScript
{
    /// <summary>The characters that could end the string, the script or its element. JSON text has them in strings only.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("\\'<>&\u2028\u2029");

    /// <summary>Returns a script element.</summary>
    /// <param name="nonce">The nonce of the page's content security policy; <c>null</c> or empty for none.</param>
    /// <param name="before">The code before the data.</param>
    /// <param name="data">The data. A browser parses it as JSON, so that a member <c>__proto__</c> is an ordinary member.</param>
    /// <param name="after">The code after the data.</param>
    public static HtmlString Of(string? nonce, string before, Value data, string after)
    {
        var html = new StringBuilder("<script");
        if (!string.IsNullOrEmpty(nonce))
            html.Append(" nonce=\"").Append(HtmlEncoder.Default.Encode(nonce)).Append('"');
        html.Append('>').Append(before).Append("JSON.parse('");
        Append(html, data.ToJson());
        return new HtmlString(html.Append("')").Append(after).Append("</script>").ToString());
    }

    private static void Append(StringBuilder html, ReadOnlySpan<char> json)
    {
        for (var at = json.IndexOfAny(Special); at >= 0; at = json.IndexOfAny(Special))
        {
            html.Append(json[..at]);
            if (json[at] == '\\')
                html.Append(@"\\");
            else
                html.Append(@"\u").Append(((int)json[at]).ToString("x4", CultureInfo.InvariantCulture));
            json = json[(at + 1)..];
        }
        html.Append(json);
    }
}
