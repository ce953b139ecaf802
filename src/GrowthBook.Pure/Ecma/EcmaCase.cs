using System.Buffers;

namespace GrowthBook;

/// <summary>Upper and lower case as ECMAScript defines them, from Unicode's tables in <see cref="CaseTables"/>.</summary>
internal static class EcmaCase
{
    private const char DottedI = '\u0130';
    private const char Sigma = '\u03A3';
    private const int StackLimit = 256;

    /// <summary>
    /// String.prototype.toLowerCase (ECMA-262 22.1.3.28): Unicode's default lower case. <c>İ</c> becomes two code units,
    /// and a sigma that ends a word becomes <c>ς</c>. Returns the same string if it is lower case already.
    /// </summary>
    public static string ToLower(string text)
    {
        foreach (var c in text)
        {
            if (c is (>= 'A' and <= 'Z') or >= '\u0080')
                return ToLowerOther(text);
        }
        return text;
    }

    /// <summary>
    /// The character that is the same for all case variants under the <c>i</c> flag of a regular expression without
    /// <c>u</c> (Canonicalize, ECMA-262 22.2.2.7.3): upper case, one code unit at a time.
    /// </summary>
    /// <remarks>
    /// Nothing beyond ASCII equals an ASCII letter: <c>/k/i</c> does not match U+212A (Kelvin) and <c>/s/i</c> does not
    /// match U+017F (long s), while <c>/\u00B5/i</c> matches U+03BC (Greek mu).
    /// </remarks>
    public static char Canonicalize(char unit) =>
        unit >= 128 ? (char)Map(CaseTables.Canonical, unit) : (uint)(unit - 'a') < 26 ? (char)(unit - 0x20) : unit;

    private static string ToLowerOther(string text)
    {
        // Only U+0130 becomes longer, by one code unit.
        var longest = text.Length + Count(text, DottedI);
        var rented = longest > StackLimit ? ArrayPool<char>.Shared.Rent(longest) : null;
        var lower = rented is null ? stackalloc char[StackLimit] : rented.AsSpan();
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 128)
            {
                lower[length++] = (uint)(c - 'A') < 26 ? (char)(c | 0x20) : c;
            }
            else if (c == DottedI)
            {
                lower[length++] = 'i';
                lower[length++] = '\u0307';
            }
            else if (c == Sigma)
            {
                lower[length++] = IsFinalSigma(text, i) ? '\u03C2' : '\u03C3';
            }
            else if (Utf16.IsPair(text, i))
            {
                var point = Map(CaseTables.Lower, Utf16.CodePointAt(text, i++));
                lower[length++] = Utf16.HighSurrogate(point);
                lower[length++] = Utf16.LowSurrogate(point);
            }
            else
            {
                lower[length++] = (char)Map(CaseTables.Lower, c);
            }
        }
        var mapped = lower.Slice(0, length);
        var result = mapped.SequenceEqual(text.AsSpan()) ? text : mapped.ToString();
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return result;
    }

    /// <summary>The code point's mapping in a table with the layout of <see cref="CaseTables"/>, or itself.</summary>
    private static int Map(ReadOnlySpan<int> table, int point)
    {
        var (low, high) = (0, (table.Length / CaseTables.EntrySize) - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var entry = middle * CaseTables.EntrySize;
            if (point < table[entry])
                high = middle - 1;
            else if (point > table[entry + 1])
                low = middle + 1;
            else
                return (point - table[entry]) % table[entry + 2] == 0 ? point + table[entry + 3] : point;
        }
        return point;
    }

    /// <summary>Final_Sigma (Unicode 3.13, table 3-17): a cased letter before, none after; case-ignorable ones are skipped.</summary>
    private static bool IsFinalSigma(string text, int at) => CasedBefore(text, at) && !CasedAfter(text, at + 1);

    private static bool CasedBefore(string text, int end)
    {
        for (var i = end - 1; i >= 0; i--)
        {
            if (i > 0 && Utf16.IsPair(text, i - 1))
                i--;
            var point = Utf16.CodePointAt(text, i);
            if (!PackedSet.Contains(CaseTables.CaseIgnorable, point))
                return PackedSet.Contains(CaseTables.Cased, point);
        }
        return false;
    }

    private static bool CasedAfter(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            var point = Utf16.CodePointAt(text, i);
            if (!PackedSet.Contains(CaseTables.CaseIgnorable, point))
                return PackedSet.Contains(CaseTables.Cased, point);
            i += Utf16.Length(point) - 1;
        }
        return false;
    }

    private static int Count(string text, char c)
    {
        var count = 0;
        foreach (var other in text)
            count += other == c ? 1 : 0;
        return count;
    }
}
