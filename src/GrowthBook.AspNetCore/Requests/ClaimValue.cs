using System.Globalization;
using System.Security.Claims;

namespace GrowthBook.AspNetCore;

/// <summary>The values of claims. The handlers of tokens give a boolean or a number of JSON its type.</summary>
internal static class ClaimValue
{
    /// <summary>The largest integer up to which a number keeps the digits of each.</summary>
    private const long MostExact = 1L << 53;

    /// <summary>The most characters of an integer with digits that a number keeps.</summary>
    private const int MostDigits = 20;

    /// <summary>
    /// Returns the boolean or number of a claim of such a type, if its text is one; otherwise its text. An integer whose digits a number does not keep
    /// stays a text, so that an identifier has the same hash as its text.
    /// </summary>
    public static Value Of(Claim claim) => claim.ValueType switch
    {
        ClaimValueTypes.Boolean => Boolean(claim.Value),
        ClaimValueTypes.Integer or ClaimValueTypes.Integer32 or ClaimValueTypes.Integer64 or ClaimValueTypes.UInteger32 or ClaimValueTypes.UInteger64 => Integer(claim.Value),
        ClaimValueTypes.Double => Integer(claim.Value) ?? Fraction(claim.Value),
        _ => null,
    } ?? claim.Value;

    /// <summary>Returns the value of the first claim that has one of the names; <c>null</c> without one.</summary>
    public static Value? First(ClaimsPrincipal user, string[] names) => ClaimTypeNames.First(user, names) is { } claim ? Of(claim) : null;

    /// <summary>Returns the values of all claims of the first of the names that a claim has; <c>null</c> without one.</summary>
    public static Value? All(ClaimsPrincipal user, string[] names) =>
        ClaimTypeNames.All(user, names) is { Length: > 0 } claims ? new Value.Array(Array.ConvertAll(claims, Of)) : null;

    /// <summary>The texts of XML Schema, whose type it is, and those of .NET.</summary>
    private static Value? Boolean(string text) => text switch
    {
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        _ => null,
    };

    private static Value? Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            && integer is >= -MostExact and <= MostExact && IsTextOf(integer, text)
            ? integer
            : null;

    /// <summary>The number of a text with a point or an exponent, unless it is too large or too small for a number.</summary>
    private static Value? Fraction(string text) =>
        text.AsSpan().ContainsAny('.', 'e', 'E')
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && number is > -MostExact and < MostExact && (number != 0 || text.AsSpan().IndexOfAnyInRange('1', '9') is var digit && (digit < 0 || text.AsSpan().IndexOfAny('e', 'E') is >= 0 and var exponent && digit > exponent))
            ? number
            : null;

    /// <summary>Whether a text is that of an integer, without a plus sign and zeros before it.</summary>
    private static bool IsTextOf(long integer, string text)
    {
        Span<char> digits = stackalloc char[MostDigits];
        return integer.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture) && text.AsSpan().SequenceEqual(digits[..count]);
    }
}
