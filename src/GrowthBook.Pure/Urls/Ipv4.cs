using System.Globalization;

namespace GrowthBook.Urls;

/// <summary>The IPv4 parser and serialiser (URL Standard, section 3.5).</summary>
internal static class Ipv4
{
    private const long Invalid = -1;

    /// <summary>
    /// Whether the last label reads as a number ("ends in a number checker"), which makes the host an IPv4
    /// address or an error: <c>a.1</c> is not a domain.
    /// </summary>
    public static bool IsNumeric(string domain)
    {
        var parts = Parts(domain);
        var last = parts[parts.Length - 1];
        if (last.Length == 0)
            return false;
        var digits = true;
        foreach (var c in last)
            digits &= EcmaCharacters.IsDigit(c);
        return digits || Number(last) != Invalid;
    }

    /// <summary>
    /// Parses one to four parts, each decimal, octal (leading 0) or hexadecimal (leading 0x); the last part
    /// fills the remaining bytes. Null when malformed or too large. <c>0x7f.1</c> is <c>127.0.0.1</c>.
    /// </summary>
    public static string? Parse(string domain)
    {
        var parts = Parts(domain);
        if (parts.Length > 4)
            return null;
        long address = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            var number = Number(parts[i]);
            var limit = last ? 1L << (8 * (5 - parts.Length)) : 256;
            if (number == Invalid || number >= limit)
                return null;
            address += last ? number : number << (8 * (3 - i));
        }
        return string.Join(
            ".",
            Text(address >> 24),
            Text((address >> 16) & 255),
            Text((address >> 8) & 255),
            Text(address & 255));
    }

    /// <summary>One empty label at the end is allowed: "1.2.3.4." is the address 1.2.3.4.</summary>
    private static string[] Parts(string domain)
    {
        var dotted = domain.Length > 1 && domain[domain.Length - 1] == '.';
        return (dotted ? domain.Substring(0, domain.Length - 1) : domain).Split('.');
    }

    /// <summary>"IPv4 number parser"; returns some value beyond 32 bits for every larger number.</summary>
    private static long Number(string part)
    {
        var radix = 10;
        var start = 0;
        if (part.Length >= 2 && part[0] == '0')
        {
            var hex = part[1] is 'x' or 'X';
            radix = hex ? 16 : 8;
            start = hex ? 2 : 1;
        }
        if (part.Length == 0)
            return Invalid;
        long value = 0;
        for (var i = start; i < part.Length; i++)
        {
            var digit = Hexadecimal.Value(part[i]);
            if (digit < 0 || digit >= radix)
                return Invalid;
            value = Math.Min((value * radix) + digit, 1L << 33);
        }
        return value;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
