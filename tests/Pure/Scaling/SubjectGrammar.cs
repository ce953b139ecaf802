namespace GrowthBook.Pure.Tests.Scaling;

/// <summary>Texts, values, attributes and URLs of hostile kinds.</summary>
internal static class SubjectGrammar
{
    /// <summary>Parts of texts, as JSON: ordinary ones, case pairs of several lengths, versions, numbers, and halves of surrogate pairs.</summary>
    private static readonly string[] Units =
    [
        "a", "ab", "A", "x1", "é", "İ", "ß", "ΑΣ", "\\ud83d", "\\ude42", "😀", "\\u0000", "\\u202e", " ", "-", ".", "1", "1.", "0", "9e", "1.0-rc.", "+b",
        "/", "?", "&", "%41", "%", "\\\\", "(", "__", ",", "true", "null",
    ];

    private static readonly string[] HostUnits = ["a", "é", "ü", "İ", "xn--", "1", "a.", "é.", "1.", "ﬀ", "a\u0301", "א", "%41", "0x1.", "-"];

    private static readonly string[] PathUnits = ["/a", "/..", "/.", "/%2e", "/é", "//", ";x=1", "/a b", "\\", "%", "\ud83d"];

    private static readonly string[] QueryUnits = ["e0=1&", "e1=0&", "a=é&", "%65%30=1&", "&", "=", "e0&", "a=b+c&", "\ud83d=1&", "e0=1"];

    /// <summary>The content of a string, with or without a number that makes it distinct.</summary>
    public static void Content(GrowingText text)
    {
        var distinct = text.OneIn(3);
        var unit = text.Pick<string>(Units);
        text.Times(4, i => text.Add(unit).Add(distinct ? $"{i}" : ""));
        if (text.OneIn(3))
            text.Add(text.Pick<string>(Units));
    }

    public static void String(GrowingText text)
    {
        text.Add("\"");
        Content(text);
        text.Add("\"");
    }

    public static void Scalar(GrowingText text, int i)
    {
        switch (text.Below(7))
        {
            case 0:
                text.Add($"{i}");
                break;
            case 1:
                text.Add($"{i}.5");
                break;
            case 2:
                text.Add($"\"{i}\"");
                break;
            case 3:
                text.Add(text.Pick("true", "false", "null", "1e400", "-0", "9007199254740993"));
                break;
            case 4:
                text.Add("1").Times(3, _ => text.Add("0"));
                break;
            default:
                String(text);
                break;
        }
    }

    public static void Value(GrowingText text, int i, int depth)
    {
        switch (text.Below(depth > 0 ? 6 : 4))
        {
            case 4:
                text.Add("[").Times(6, j => Value(text, j, depth - 1), ",").Add("]");
                break;
            case 5:
                text.Add("{").Times(4, j => { text.Add($"\"m{j}\":"); Value(text, j, depth - 1); }, ",").Add("}");
                break;
            default:
                Scalar(text, i);
                break;
        }
    }

    /// <summary>The name of an attribute, which users have and conditions name.</summary>
    public static string Attribute(GrowingText text) => text.Pick("id", "a0", "a1", "a2", "a3", "a0.m0", "a1.m1.m0", "url", "missing");

    public static string Attributes(GrowingText text)
    {
        text.Add("{\"id\":");
        Value(text, 7, text.OneIn(3) ? 1 : 0);
        text.Add(",").Times(5, i => { text.Add($"\"a{i}\":"); Value(text, i, 2); }, ",").Add("}");
        return text.Take();
    }

    public static string Url(GrowingText text)
    {
        if (text.OneIn(8))
            return "";
        text.Add(text.Pick("https://", "http://", "file://", "https:", "", "https://u:p@"));
        Repeat(text, HostUnits);
        text.Add(text.Pick("", ":443", ":99999"));
        Repeat(text, PathUnits);
        text.Add("?");
        Repeat(text, QueryUnits);
        text.Add("#");
        Repeat(text, QueryUnits);
        return text.Take();
    }

    /// <summary>One unit repeated, or a different one for each place.</summary>
    private static void Repeat(GrowingText text, string[] units)
    {
        if (text.OneIn(2))
        {
            var unit = text.Pick<string>(units);
            text.Times(3, _ => text.Add(unit));
        }
        else
        {
            text.Times(4, i => text.Add(units[i % units.Length]).Add(i > units.Length ? ((char)('à' + (i % 400))).ToString() : ""));
        }
    }
}
