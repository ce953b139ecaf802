namespace GrowthBook.Analysis.Tests;

/// <summary>Results whose keys, values and messages attack a page.</summary>
internal static class HostileTexts
{
    /// <summary>A text that would end each context of a page in which it stood raw, change direction, or start another line.</summary>
    public const string Text = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>--></style></title>&lt;&#60;{{x}}javascript:\u202E\u2028\u0000\uD800\n";

    /// <summary>The members whose texts decide what a page has, and not what it says, or are hashes.</summary>
    private static readonly string[] Names = ["kind", "level", "verdict", "change", "class", "code", "source", "payload", "old", "new"];

    /// <summary>The result with a text after each of its texts.</summary>
    public static Value.Object In(Value.Object result, string text = Text) => (Value.Object)After(result, text, isName: false);

    private static Value After(Value value, string text, bool isName) => value switch
    {
        Value.String content when !isName => content.Content + text,
        Value.Array items => new Value.Array(items.Select(item => After(item, text, false))),
        Value.Object members => new Value.Object(members.Select(member => new KeyValuePair<string, Value>(
            member.Key, After(member.Value, text, Names.Contains(member.Key))))),
        _ => value,
    };
}
