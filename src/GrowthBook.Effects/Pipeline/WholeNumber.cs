namespace GrowthBook.Client;

/// <summary>The text of hash values that are no texts.</summary>
internal static class WholeNumber
{
    /// <summary>The characters that <see cref="TextOf"/> needs: a sign and 16 digits.</summary>
    public const int MaxLength = 17;

    /// <summary>Up to here all whole numbers are doubles, and their text is that of an integer.</summary>
    private const double Limit = 1L << 53;

    /// <summary>Returns the text of a value; allocates it unless it is a whole number.</summary>
    /// <param name="value">A value that is no string.</param>
    /// <param name="digits">Space for <see cref="MaxLength"/> characters, which the result may be part of.</param>
    public static ReadOnlySpan<char> TextOf(Value value, Span<char> digits)
    {
        if (value is not Value.Number { Content: > -Limit and < Limit and var number } || number != (long)number)
            return value.ToJson().AsSpan();
        var at = digits.Length;
        var rest = Math.Abs((long)number);
        do
        {
            digits[--at] = (char)('0' + (rest % 10));
            rest /= 10;
        }
        while (rest > 0);
        if (number < 0)
            digits[--at] = '-';
        return digits.Slice(at);
    }
}
