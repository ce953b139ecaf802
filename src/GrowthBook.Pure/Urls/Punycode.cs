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

    /// <summary>Encodes a label given as code points; the caller adds <c>xn--</c>.</summary>
    public static string Encode(IReadOnlyList<int> label)
    {
        var text = new StringBuilder();
        foreach (var c in label)
            text.Append(c < InitialCode ? ((char)c).ToString() : "");
        var basic = text.Length;
        var handled = basic;
        text.Append(basic > 0 ? "-" : "");
        var code = InitialCode;
        long delta = 0;
        var bias = InitialBias;
        while (handled < label.Count)
        {
            var next = SmallestFrom(label, code);
            delta += (long)(next - code) * (handled + 1);
            code = next;
            foreach (var c in label)
            {
                delta += c < code ? 1 : 0;
                if (c == code)
                {
                    AppendVariableLength(text, delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            code++;
        }
        return text.ToString();
    }

    /// <summary>
    /// Decodes the text after <c>xn--</c> of a lower-case label; null when malformed. The caller decides about a label
    /// that decodes to ASCII only.
    /// </summary>
    public static List<int>? Decode(string text)
    {
        var label = new List<int>();
        var delimiter = text.LastIndexOf('-');
        for (var i = 0; i < delimiter; i++)
            label.Add(text[i]);
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
            var count = label.Count + 1;
            bias = Adapt(index - previous, count, previous == 0);
            var codePoint = code + (index / count);
            if (codePoint is > 0x10FFFF or (>= 0xD800 and < 0xE000))
                return null;
            code = (int)codePoint;
            label.Insert((int)(index % count), code);
            index = (index % count) + 1;
        }
        return label;
    }

    private static int SmallestFrom(IReadOnlyList<int> label, int lowest)
    {
        var smallest = int.MaxValue;
        foreach (var c in label)
            smallest = c >= lowest && c < smallest ? c : smallest;
        return smallest;
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
