namespace GrowthBook;

/// <summary>
/// Reads a table of numbers packed in text: five bits per character from <c>0</c> on, the lowest first, and 32 more for each
/// character but the last of a number.
/// </summary>
internal ref struct PackedNumbers(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <summary>Whether all numbers are read.</summary>
    public readonly bool IsAtEnd => _at == _text.Length;

    /// <summary>The next number, 0 or more.</summary>
    public int Next()
    {
        var (number, shift, digit) = (0, 0, 0);
        do
        {
            digit = _text[_at++] - '0';
            number |= (digit & 31) << shift;
            shift += 5;
        }
        while (digit > 31);
        return number;
    }

    /// <summary>The next number as one with a sign, which is its lowest bit.</summary>
    public int NextSigned()
    {
        var number = Next();
        return (number & 1) == 0 ? number >> 1 : ~(number >> 1);
    }
}
