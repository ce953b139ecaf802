namespace GrowthBook.Urls;

/// <summary>The host parser and serialiser (URL Standard, section 3.5).</summary>
internal static class HostParser
{
    private const string Forbidden = "\0\t\n\r #/:<>?@[\\]^|";

    /// <summary>
    /// Returns the serialised host, or null when it is malformed. The host of a special URL is a domain or an
    /// address; any other host is opaque: <c>foo://%41</c> keeps <c>%41</c>, <c>http://%41</c> is
    /// <c>http://a</c>.
    /// </summary>
    public static string? Parse(string input, bool isSpecial)
    {
        if (input.Length > 0 && input[0] == '[')
            return input[input.Length - 1] == ']' ? Ipv6.Parse(input.Substring(1, input.Length - 2)) : null;
        return isSpecial ? Domain(input) : Opaque(input);
    }

    private static string? Domain(string input)
    {
        var domain = DomainToAscii.Convert(PercentEncoding.Decode(input));
        if (string.IsNullOrEmpty(domain))
            return null;
        foreach (var c in domain!)
        {
            // The forbidden domain code points: the forbidden host code points, C0 controls, % and DEL.
            if (c is < ' ' or '%' or '\u007F' || IsForbidden(c))
                return null;
        }
        return Ipv4.IsNumeric(domain) ? Ipv4.Parse(domain) : domain;
    }

    private static string? Opaque(string input)
    {
        foreach (var c in input)
        {
            if (IsForbidden(c))
                return null;
        }
        return PercentEncoding.Encode(input, 0, input.Length, EncodeSet.C0Control);
    }

    private static bool IsForbidden(char c) => Forbidden.AsSpan().IndexOf(c) >= 0;
}
