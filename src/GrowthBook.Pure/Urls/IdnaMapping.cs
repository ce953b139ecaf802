using System.Globalization;
using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// The mapping step of UTS 46 (section 4, steps 1 and 2), derived from Unicode data the framework has
/// (compatibility normalisation, lower case, general category) and the exceptions in <see cref="IdnaTables"/>
/// instead of the 9,000 lines of the official table.
/// <para>
/// The limit: characters newer than the framework's Unicode data are rejected, and where the framework cannot
/// normalise (globalization-invariant mode of older runtimes) compatibility characters are not mapped.
/// </para>
/// </summary>
internal static class IdnaMapping
{
    /// <summary>Maps and normalises a whole domain; null when it has a disallowed code point.</summary>
    /// <example><c>Ａ。ﬁ</c> gives <c>a.fi</c>; a soft hyphen disappears; a right-to-left mark gives null.</example>
    public static string? Map(string domain)
    {
        var mapped = new StringBuilder();
        foreach (int c in CodePoints(domain))
        {
            if (!TryMap(c, mapped))
            {
                return null;
            }
        }

        return Normalize(mapped.ToString(), NormalizationForm.FormC);
    }

    /// <summary>The code points of a text without lone surrogates.</summary>
    public static List<int> CodePoints(string text)
    {
        var result = new List<int>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = UrlInput.IsPair(text, i);
            result.Add(pair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i]);
            i += pair ? 1 : 0;
        }

        return result;
    }

    /// <summary>
    /// Normalises, and returns text that the framework refuses as it is: on some platforms that is text with
    /// code points its normalisation data does not know, and there is nothing in them to normalise.
    /// </summary>
    public static string Normalize(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private static bool TryMap(int codePoint, StringBuilder target)
    {
        if (codePoint < 0x80 || IdnaTables.IsKept(codePoint))
        {
            Utf8.AppendCodePoint(target, codePoint);
            return true;
        }

        if (IdnaTables.IsIgnored(codePoint))
        {
            return true;
        }

        if (IdnaTables.IsDisallowed(codePoint) || !IsAllowedCategory(codePoint))
        {
            return false;
        }

        string? replacement = IdnaTables.Replacement(codePoint);
        string mapped = replacement ?? Fold(char.ConvertFromUtf32(codePoint));
        target.Append(mapped);

        // "1." as one character, for example: only full stops themselves may separate labels.
        return replacement != null || (mapped.IndexOf('.') < 0 && mapped.IndexOf('\u3002') < 0);
    }

    // Case folding: lower case, but the final sigma and the iota subscript become plain letters.
    private static string Fold(string text)
    {
        string lower = Normalize(text, NormalizationForm.FormKC).ToLowerInvariant();
        string apart = Normalize(lower, NormalizationForm.FormD).Replace('\u0345', '\u03B9').Replace('\u03C2', '\u03C3');
        return Normalize(apart, NormalizationForm.FormKC);
    }

    private static bool IsAllowedCategory(int codePoint)
    {
        switch (IdnaTables.Category(codePoint))
        {
            case UnicodeCategory.Control:
            case UnicodeCategory.Format:
            case UnicodeCategory.Surrogate:
            case UnicodeCategory.PrivateUse:
            case UnicodeCategory.OtherNotAssigned:
            case UnicodeCategory.LineSeparator:
            case UnicodeCategory.ParagraphSeparator:
                return false;
            default:
                return true;
        }
    }
}
