using System.Text;

namespace GrowthBook;

/// <summary>
/// Versions as text that sorts in their order: numeric parts are padded to five characters with spaces, and a
/// version of three parts gets <c>~</c> at its end, so that <c>1.0.0</c> comes after <c>1.0.0-beta</c>.
/// </summary>
internal static class PaddedVersion
{
    private const int Width = 5;

    /// <summary>Takes a padded version character by character.</summary>
    private interface ITaker
    {
        /// <summary>Takes the next character; <c>false</c> when no more are wanted.</summary>
        bool Take(char c);
    }

    /// <summary>The padded text of a version: <c>v1.2.3-rc.1+build</c> becomes <c>"    1-    2-    3-rc-    1"</c>.</summary>
    public static string Of(string version)
    {
        var writer = new Writer(new StringBuilder());
        Pad(version.AsSpan(), ref writer);
        return writer.ToString();
    }

    /// <summary>The padded text of an operand; see <see cref="Text"/>.</summary>
    public static string Of(Value value) => Of(Text(value));

    /// <summary>How an attribute compares with a padded operand: negative, zero or positive.</summary>
    public static int Compare(Value actual, string padded)
    {
        var comparer = new Comparer(padded);
        Pad(Text(actual).AsSpan(), ref comparer);
        return comparer.Outcome;
    }

    /// <summary>The text of a version: a number's text; <c>0</c> for an empty text and for other types.</summary>
    private static string Text(Value value) => value switch
    {
        Value.String { Content.Length: > 0 } text => text.Content,
        Value.Number number => EcmaNumber.ToText(number.Content),
        _ => "0",
    };

    private static void Pad<T>(ReadOnlySpan<char> version, ref T taker)
        where T : struct, ITaker
    {
        var core = WithoutBuild(version);
        var start = core.Length > 0 && core[0] == 'v' ? 1 : 0;
        for (var parts = 1; ; parts++)
        {
            var end = start;
            var isNumeric = true;
            for (; end < core.Length && core[end] is not ('-' or '.'); end++)
                isNumeric &= core[end] is >= '0' and <= '9';

            for (var width = end - start; isNumeric && width is > 0 and < Width; width++)
            {
                if (!taker.Take(' '))
                    return;
            }
            for (; start < end; start++)
            {
                if (!taker.Take(core[start]))
                    return;
            }
            if (end == core.Length)
            {
                if (parts == 3 && taker.Take('-'))
                    taker.Take('~');
                return;
            }
            if (!taker.Take('-'))
                return;
            start = end + 1;
        }
    }

    /// <summary>
    /// The version without its build metadata: from the first <c>+</c> that no line terminator follows. (The
    /// reference removes <c>/\+.*$/</c>, and a dot does not match line terminators.)
    /// </summary>
    private static ReadOnlySpan<char> WithoutBuild(ReadOnlySpan<char> version)
    {
        if (version.IndexOf('+') < 0)
            return version;
        var line = version.LastIndexOfAny(EcmaCharacters.LineTerminators.AsSpan()) + 1;
        var plus = version.Slice(line).IndexOf('+');
        return plus < 0 ? version : version.Slice(0, line + plus);
    }

    private readonly struct Writer(StringBuilder text) : ITaker
    {
        public bool Take(char c)
        {
            text.Append(c);
            return true;
        }

        public override string ToString() => text.ToString();
    }

    /// <summary>Compares by code units, up to the first that differ: a version is rarely padded to its end.</summary>
    private struct Comparer(string other) : ITaker
    {
        private int _at;
        private int _difference;

        /// <summary>Negative, zero or positive.</summary>
        public readonly int Outcome => _difference != 0 ? _difference : _at - other.Length;

        public bool Take(char c)
        {
            _difference = _at == other.Length ? 1 : c - other[_at++];
            return _difference == 0;
        }
    }
}
