using System.Globalization;
#if !NET
using System.Text;
#endif

namespace GrowthBook;

/// <summary>
/// Numbers as ECMAScript writes and reads them. The text of a numeric identifier is hashed, so it decides a user's bucket:
/// <c>1e21</c> is <c>1e+21</c> here and <c>1E+21</c> in .NET.
/// </summary>
internal static class EcmaNumber
{
    /// <summary>Number.MAX_SAFE_INTEGER (ECMA-262 21.1.2.6): up to here all digits of an integer are needed.</summary>
    private const double MaxSafeInteger = 9007199254740991;

    /// <summary>Number::toString with radix 10 (ECMA-262 6.1.6.1.20): the shortest digits that read back equal.</summary>
    public static string ToText(double number)
    {
        if (number == 0)
            return "0";
        if (Math.Abs(number) <= MaxSafeInteger && number == (long)number)
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "Infinity" : "-Infinity";

        var (digits, exponent) = Shortest(Math.Abs(number));
        var layout = Layout(digits, exponent);
        return number < 0 ? "-" + layout : layout;
    }

    /// <summary>
    /// StringToNumber (ECMA-262 7.1.4.1.1). White space at both ends is ignored, the empty text is 0, <c>0x</c>,
    /// <c>0o</c> and <c>0b</c> start an unsigned integer, anything else that is not a decimal literal is NaN.
    /// </summary>
    public static double Parse(string text)
    {
        var span = EcmaCharacters.Trim(text.AsSpan());
        if (span.Length == 0)
            return 0;
        if (span.Length > 2 && span[0] == '0' && Radix(span[1]) is var radix and not 0)
            return ParseInteger(span.Slice(2), radix);

        var unsigned = span[0] is '+' or '-' ? span.Slice(1) : span;
        if (unsigned.SequenceEqual("Infinity".AsSpan()))
            return span[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (!IsDecimalLiteral(unsigned))
            return double.NaN;
#if NET
        return double.Parse(span, NumberStyles.Float, CultureInfo.InvariantCulture);
#else
        return ExactDouble.Parse(Encoding.ASCII.GetBytes(span.ToString()));
#endif
    }

    /// <summary>The shortest digits that read back equal: 0.digits times 10 to the power of the exponent.</summary>
    private static (string Digits, int Exponent) Shortest(double number)
    {
#if !NET
        return ExactDouble.Shortest(number);
#else
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        // .NET 10 gives one digit too few for 2^-25 and 2^-958; the double below a power of two is half as far as the one above.
        if (IsPowerOfTwo(number) && double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) != number)
            text = number.ToString("E16", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        var mantissa = e < 0 ? text : text.Substring(0, e);
        var exponent = e < 0 ? 0 : int.Parse(text.Substring(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent += point < 0 ? mantissa.Length : point;

        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent - leading);
#endif
    }

#if NET
    private static bool IsPowerOfTwo(double number) => (BitConverter.DoubleToInt64Bits(number) & 0xFFFFFFFFFFFFF) == 0;
#endif

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
            var digit = Hexadecimal.Value(c);
            if (digit < 0 || digit >= radix)
                return double.NaN;
            number = (number * radix) + digit;
        }
        return number;
    }

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
