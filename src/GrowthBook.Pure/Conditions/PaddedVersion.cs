namespace GrowthBook;

/// <summary>
/// Versions as text that sorts in their order: numeric parts are padded to five characters with spaces, and a
/// version of three parts gets <c>~</c> behind it, so that <c>1.0.0</c> comes after <c>1.0.0-beta</c>.
/// </summary>
internal static class PaddedVersion
{
    private const int Width = 5;

    /// <summary>Versions up to this length are padded on the stack.</summary>
    private const int Short = 40;

    /// <summary>The padded text of a version: <c>v1.2.3-rc.1+build</c> becomes <c>"    1-    2-    3-rc-    1"</c>.</summary>
    public static string Of(string version) => Pad(version.AsSpan(), new char[Room(version.Length)]).ToString();

    /// <summary>The padded text of an operand; see <see cref="Text"/>.</summary>
    public static string Of(Value value) => Of(Text(value));

    /// <summary>How an attribute compares with a padded operand: negative, zero or positive.</summary>
    public static int Compare(Value actual, string padded)
    {
        var version = Text(actual);
        var room = version.Length <= Short ? stackalloc char[Room(Short)] : new char[Room(version.Length)];
        return Pad(version.AsSpan(), room).SequenceCompareTo(padded.AsSpan());
    }

    /// <summary>What counts as the version: a number's text; <c>0</c> for what is neither text nor number, or empty.</summary>
    private static string Text(Value value) => value switch
    {
        Value.String { Content.Length: > 0 } text => text.Content,
        Value.Number number => EcmaNumber.ToText(number.Content),
        _ => "0",
    };

    /// <summary>The most characters that a padded version can have: each may be a part of its own.</summary>
    private static int Room(int length) => ((Width + 1) * (length + 1)) + 2;

    private static ReadOnlySpan<char> Pad(ReadOnlySpan<char> version, Span<char> room)
    {
        var core = WithoutBuild(version);
        if (core.Length > 0 && core[0] == 'v')
            core = core.Slice(1);

        var length = 0;
        var parts = 0;
        while (true)
        {
            var end = core.IndexOfAny('-', '.');
            if (parts++ > 0)
                room[length++] = '-';
            length += PadPart(end < 0 ? core : core.Slice(0, end), room.Slice(length));
            if (end < 0)
                break;
            core = core.Slice(end + 1);
        }
        if (parts == 3)
        {
            room[length++] = '-';
            room[length++] = '~';
        }
        return room.Slice(0, length);
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

    private static int PadPart(ReadOnlySpan<char> part, Span<char> room)
    {
        var numeric = part.Length > 0;
        foreach (var c in part)
            numeric &= c is >= '0' and <= '9';
        var spaces = numeric && part.Length < Width ? Width - part.Length : 0;
        room.Slice(0, spaces).Fill(' ');
        part.CopyTo(room.Slice(spaces));
        return spaces + part.Length;
    }
}
