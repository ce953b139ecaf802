using System.Globalization;

namespace GrowthBook;

/// <summary>
/// Numbers as ECMAScript writes and reads them. Identifiers pass through this text into the hash, so it is part
/// of a user's bucket: <c>1e21</c> is <c>1e+21</c> here and <c>1E+21</c> in .NET.
/// </summary>
internal static class EcmaNumber
{
    /// <summary>Number::toString with radix 10 (ECMA-262 6.1.6.1.20): the shortest digits that read back equal.</summary>
    public static string ToText(double number)
    {
        if (number == 0)
            return "0";
        if (number == (int)number)
            return ((int)number).ToString(CultureInfo.InvariantCulture);
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "Infinity" : "-Infinity";

        // "E16" would not be shortest; "R" is, and only its layout differs from ECMAScript's.
        var text = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Decompose(text);
        var layout = Layout(digits, exponent);
        return number < 0 ? "-" + layout : layout;
    }

    /// <summary>
    /// StringToNumber (ECMA-262 7.1.4.1.1). White space around is ignored, the empty text is 0, <c>0x</c>,
    /// <c>0o</c> and <c>0b</c> start an unsigned integer, anything else that is not a decimal literal is NaN.
    /// </summary>
    public static double Parse(string text)
    {
        var span = Trim(text.AsSpan());
        if (span.Length == 0)
            return 0;
        if (span.Length > 2 && span[0] == '0' && Radix(span[1]) is var radix and not 0)
            return ParseInteger(span.Slice(2), radix);

        var unsigned = span[0] is '+' or '-' ? span.Slice(1) : span;
        if (unsigned.SequenceEqual("Infinity".AsSpan()))
            return span[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (!IsDecimalLiteral(unsigned))
            return double.NaN;
        return double.TryParse(span.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : span[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity; // .NET Framework refuses overflow
    }

    /// <summary>WhiteSpace and LineTerminator (ECMA-262 12.2, 12.3), which is not what .NET calls white space.</summary>
    public static bool IsWhiteSpace(char c) => c switch
    {
        '\t' or '\n' or '\v' or '\f' or '\r' or ' ' or '\u00A0' or '\uFEFF' or '\u2028' or '\u2029' => true,
        < '\u0100' => false,
        _ => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator,
    };

    private static (string Digits, int Exponent) Decompose(string text)
    {
        var e = text.IndexOf('E');
        var mantissa = e < 0 ? text : text.Substring(0, e);
        var exponent = e < 0 ? 0 : int.Parse(text.Substring(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent += point < 0 ? mantissa.Length : point;

        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent - leading);
    }

    /// <summary>Steps 6 to 12: 0.<paramref name="digits"/> times 10 to the power of <paramref name="exponent"/>.</summary>
    private static string Layout(string digits, int exponent)
    {
        if (exponent is > 0 and <= 21)
        {
            return digits.Length <= exponent
                ? digits.PadRight(exponent, '0')
                : digits.Insert(exponent, ".");
        }
        if (exponent is > -6 and <= 0)
            return "0." + new string('0', -exponent) + digits;

        var power = exponent - 1;
        var mantissa = digits.Length == 1 ? digits : digits.Insert(1, ".");
        return mantissa + (power < 0 ? "e-" : "e+") + Math.Abs(power).ToString(CultureInfo.InvariantCulture);
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsWhiteSpace(text[0]))
            text = text.Slice(1);
        while (text.Length > 0 && IsWhiteSpace(text[text.Length - 1]))
            text = text.Slice(0, text.Length - 1);
        return text;
    }

    private static int Radix(char letter) => letter switch
    {
        'x' or 'X' => 16,
        'o' or 'O' => 8,
        'b' or 'B' => 2,
        _ => 0,
    };

    /// <summary>The value of the digits, exact up to 2^53; NaN where one is not a digit of the radix.</summary>
    private static double ParseInteger(ReadOnlySpan<char> digits, int radix)
    {
        var number = 0.0;
        foreach (var c in digits)
        {
            var digit = Digit(c);
            if (digit >= radix)
                return double.NaN;
            number = (number * radix) + digit;
        }
        return number;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 99,
    };

    /// <summary>StrUnsignedDecimalLiteral without Infinity: digits, a point with digits on one side, an exponent.</summary>
    private static bool IsDecimalLiteral(ReadOnlySpan<char> text)
    {
        var at = 0;
        var digits = Digits(text, ref at);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            digits += Digits(text, ref at);
        }
        if (digits == 0)
            return false;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
                at++;
            if (Digits(text, ref at) == 0)
                return false;
        }
        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9')
            at++;
        return at - start;
    }
}
