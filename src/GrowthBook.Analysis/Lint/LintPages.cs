namespace GrowthBook.Analysis;

/// <summary>The documentation of the codes, from the page that the assembly has.</summary>
public static class LintPages
{
    private static readonly Lazy<string> Page = new(ReadPage);

    /// <summary>The section of a code as Markdown, without the heading's marks.</summary>
    public static string Of(LintCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var heading = $"### {code.Code} {code.Name}\n";
        var start = Page.Value.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0)
            return "";
        var text = Page.Value[(start + 4)..];
        var end = text.IndexOf("\n##", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('\n') + "\n";
    }

    internal static string GroupOf(LintCode code) => code.Code[2] switch
    {
        '1' => "malformed",
        '2' => "reach",
        '3' => "experiments",
        '4' => "stale",
        '5' => "types",
        '6' => "expressions",
        '7' => "groups",
        _ => "privacy",
    };

    private static string ReadPage()
    {
        using var reader = new StreamReader(typeof(LintPages).Assembly.GetManifestResourceStream("lint.md")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
