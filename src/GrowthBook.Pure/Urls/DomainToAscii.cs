using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// "Domain to ASCII" (URL Standard, section 3.3): Unicode IDNA Compatibility Processing (UTS 46), not
/// transitional, without the hyphen check and without STD3 rules. A domain of ASCII may have any length, which reading it as it
/// stands allows; another one at most <see cref="MaxLength"/> characters, because each of them is looked up in several tables.
/// <para>
/// <c>System.Globalization.IdnMapping</c> is not used: it processes transitionally (<c>faß.de</c> would become
/// <c>fass.de</c>), limits labels to 63 characters, and changes with the platform.
/// </para>
/// </summary>
internal static class DomainToAscii
{
    /// <summary>
    /// The maximum length of a domain that is not ASCII or has a label that is encoded already. The domain name system has at most
    /// 253 characters; the URL Standard does not check that.
    /// </summary>
    public const int MaxLength = 1000;

    private const string AcePrefix = "xn--";

    /// <summary>
    /// Returns the ASCII form in lower case, or null when a label is malformed or the domain too long. The caller checks for ASCII characters
    /// that are forbidden in a domain.
    /// </summary>
    /// <example><c>Bücher.example</c> gives <c>xn--bcher-kva.example</c>; <c>xn--a</c> gives null.</example>
    public static string? Convert(string domain)
    {
        var lower = EcmaCharacters.ToAsciiLower(domain);
        if (EcmaCharacters.IsAscii(lower) && lower.IndexOf(AcePrefix, StringComparison.Ordinal) < 0)
            return lower;
        var mapped = lower.Length > MaxLength ? null : IdnaMapping.Map(lower);
        if (mapped is null)
            return null;
        var result = new StringBuilder();
        var labels = mapped.Split('.');
        for (var i = 0; i < labels.Length; i++)
        {
            var label = ConvertLabel(labels[i]);
            if (label is null)
                return null;
            result.Append(i == 0 ? "" : ".").Append(label);
        }
        return result.ToString();
    }

    private static string? ConvertLabel(string label)
    {
        if (label.StartsWith(AcePrefix, StringComparison.Ordinal))
            return IsValidAce(label) ? label : null;
        if (EcmaCharacters.IsAscii(label))
            return label;
        var codePoints = Utf16.CodePoints(label);
        return IdnaLabel.IsValid(codePoints) ? AcePrefix + Punycode.Encode(codePoints) : null;
    }

    /// <summary>
    /// A label that is already encoded must decode to text that is mapped, normalised and valid. As in Node 20, and
    /// unlike the latest revision of UTS 46, that text may be plain ASCII: "xn--abc-" passes.
    /// </summary>
    private static bool IsValidAce(string label)
    {
        var codePoints = EcmaCharacters.IsAscii(label) ? Punycode.Decode(label.Substring(AcePrefix.Length)) : null;
        if (codePoints is null || codePoints.Count == 0)
            return false;
        var decoded = new StringBuilder();
        foreach (var c in codePoints)
            Utf16.Append(decoded, c);
        var text = decoded.ToString();
        return IdnaMapping.Map(text) == text && IdnaLabel.IsValid(codePoints);
    }
}
