using System.Text;

namespace GrowthBook;

/// <summary>
/// Versions as text that sorts in their order: numeric parts are padded to five characters with spaces, and a
/// version of three parts gets <c>~</c> behind it, so that <c>1.0.0</c> comes after <c>1.0.0-beta</c>.
/// </summary>
internal static class PaddedVersion
{
    private const int Width = 5;

    /// <summary>The padded text of an attribute or operand: a number counts as its text, what is neither number nor text as <c>0</c>.</summary>
    public static string Of(Value value) => value switch
    {
        Value.String { Content.Length: > 0 } text => Of(text.Content),
        Value.Number number => Of(EcmaNumber.ToText(number.Content)),
        _ => Of("0"),
    };

    /// <summary>The padded text of a version: <c>v1.2.3-rc.1+build</c> becomes <c>"    1-    2-    3-rc-    1"</c>.</summary>
    public static string Of(string version)
    {
        var core = WithoutBuild(version.AsSpan());
        if (core.Length > 0 && core[0] == 'v')
            core = core.Slice(1);

        var padded = new StringBuilder(core.Length + 24);
        var parts = 0;
        while (true)
        {
            var end = core.IndexOfAny('-', '.');
            if (parts++ > 0)
                padded.Append('-');
            AppendPart(padded, end < 0 ? core : core.Slice(0, end));
            if (end < 0)
                break;
            core = core.Slice(end + 1);
        }
        if (parts == 3)
            padded.Append("-~");
        return padded.ToString();
    }

    /// <summary>
    /// The version without its build metadata: from the first <c>+</c> that no line terminator follows. (The
    /// reference removes <c>/\+.*$/</c>, and a dot does not match line terminators.)
    /// </summary>
    private static ReadOnlySpan<char> WithoutBuild(ReadOnlySpan<char> version)
    {
        var line = version.LastIndexOfAny("\n\r\u2028\u2029".AsSpan()) + 1;
        var plus = version.Slice(line).IndexOf('+');
        return plus < 0 ? version : version.Slice(0, line + plus);
    }

    private static void AppendPart(StringBuilder padded, ReadOnlySpan<char> part)
    {
        var numeric = part.Length > 0;
        foreach (var c in part)
            numeric &= c is >= '0' and <= '9';
        if (numeric && part.Length < Width)
            padded.Append(' ', Width - part.Length);
        foreach (var c in part)
            padded.Append(c);
    }
}
