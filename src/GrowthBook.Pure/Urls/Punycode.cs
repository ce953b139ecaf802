using System.Text;

namespace GrowthBook.Urls;

/// <summary>Punycode (RFC 3492), without a limit on the length of a label.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int InitialBias = 72;
    private const int InitialCode = 128;

    /// <summary>Encodes a label given as code points; the caller adds <c>xn--</c>. Takes n log n steps for n code points.</summary>
    public static string Encode(IReadOnlyList<int> label)
    {
        var text = new StringBuilder();
        var inserted = new PositionCounts(label.Count);
        var order = new List<int>();
        for (var i = 0; i < label.Count; i++)
        {
            if (label[i] >= InitialCode)
            {
                order.Add(i);
                continue;
            }
            text.Append((char)label[i]);
            inserted.Add(i, 1);
        }
        var basic = text.Length;
        text.Append(basic > 0 ? "-" : "");
        var previous = (Code: InitialCode, Before: 0); // the number of inserted code points before the last place
        var (handled, bias) = (basic, InitialBias);
        foreach (var position in order.OrderBy(i => label[i])) // stable: equal code points from left to right
        {
            var (code, before) = (label[position], inserted.CountBefore(position));
            var delta = ((long)(code - previous.Code) * (handled + 1)) + before - previous.Before;
            AppendVariableLength(text, delta, bias);
            bias = Adapt(delta, handled + 1, handled == basic);
            handled++;
            inserted.Add(position, 1);
            previous = (code, before + 1);
        }
        return text.ToString();
    }

    /// <summary>
    /// Decodes the text after <c>xn--</c> of a lower-case label; null when malformed. The caller decides about a label
    /// that decodes to ASCII only. Takes n log n steps for n characters.
    /// </summary>
    public static List<int>? Decode(string text)
    {
        var insertions = new List<(int Position, int Code)>();
        var delimiter = text.LastIndexOf('-');
        var basic = Math.Max(0, delimiter);
        var position = delimiter + 1;
        var code = InitialCode;
        var bias = InitialBias;
        long index = 0;
        while (position < text.Length)
        {
            var previous = index;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                var digit = position < text.Length ? Digit(text[position++]) : -1;
                index += digit * weight;
                if (digit < 0 || index > int.MaxValue)
                    return null;
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                    break;
                weight = Math.Min(weight * (Base - threshold), 1L << 40);
            }
            var count = basic + insertions.Count + 1;
            bias = Adapt(index - previous, count, previous == 0);
            var codePoint = code + (index / count);
            if (codePoint is > 0x10FFFF or (>= 0xD800 and < 0xE000))
                return null;
            code = (int)codePoint;
            insertions.Add(((int)(index % count), code));
            index = (index % count) + 1;
        }
        return Place(text, basic, insertions);
    }

    /// <summary>
    /// The label after all insertions. The last one is at its position; each one before it is at that position among the places
    /// which the later ones leave free.
    /// </summary>
    private static List<int> Place(string text, int basic, List<(int Position, int Code)> insertions)
    {
        var label = new int[basic + insertions.Count];
        var free = new PositionCounts(label.Length);
        for (var i = 0; i < label.Length; i++)
            free.Add(i, 1);
        for (var i = insertions.Count - 1; i >= 0; i--)
        {
            var place = free.PositionOf(insertions[i].Position);
            label[place] = insertions[i].Code; // never 0: code points start at 128
            free.Add(place, -1);
        }
        var next = 0;
        for (var i = 0; i < label.Length; i++)
        {
            if (label[i] == 0)
                label[i] = text[next++];
        }
        return [.. label];
    }

    private static void AppendVariableLength(StringBuilder text, long delta, int bias)
    {
        var rest = delta;
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (rest < threshold)
            {
                text.Append(Character((int)rest));
                return;
            }
            text.Append(Character(threshold + (int)((rest - threshold) % (Base - threshold))));
            rest = (rest - threshold) / (Base - threshold);
        }
    }

    private static int Threshold(int k, int bias) => Math.Min(Math.Max(k - bias, TMin), TMax);

    private static int Adapt(long delta, int count, bool first)
    {
        var rest = first ? delta / 700 : delta / 2;
        rest += rest / count;
        var k = 0;
        while (rest > (Base - TMin) * TMax / 2)
        {
            rest /= Base - TMin;
            k += Base;
        }
        return k + (int)((Base - TMin + 1) * rest / (rest + 38));
    }

    private static int Digit(char c) => (uint)(c - 'a') < 26 ? c - 'a' : EcmaCharacters.IsDigit(c) ? c - '0' + 26 : -1;

    private static char Character(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
