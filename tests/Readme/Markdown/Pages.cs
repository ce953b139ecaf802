namespace GrowthBook.Readme.Tests.Markdown;

/// <summary>The README, the pages of docs/ without the decision records, the samples' page, and the pages of the packages.</summary>
internal static class Pages
{
    public static string Root { get; } = FindRoot();

    /// <summary>The page of each package, which its feed shows.</summary>
    public static IReadOnlyList<string> Packages { get; } =
    [
        .. Directory.GetDirectories(Path.Combine(Root, "src"))
            .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
            .Select(folder => $"src/{Path.GetFileName(folder)}/README.md")
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Paths { get; } =
    [
        "README.md",
        .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Select(file => "docs/" + Path.GetFileName(file)).Order(StringComparer.Ordinal),
        "samples/README.md",
        .. Packages,
    ];

    public static IReadOnlyList<Block> Blocks { get; } = [.. Paths.SelectMany(BlocksOf)];

    public static string TextOf(string page) => File.ReadAllText(Path.Combine(Root, page));

    /// <summary>The blocks of a page in order. A <c>text</c> block is the output of the block before it in its section.</summary>
    public static IReadOnlyList<Block> BlocksOf(string page)
    {
        var blocks = new List<Block>();
        var (section, directive) = ("", new Directive());
        var lines = TextOf(page).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
                section = lines[i].TrimStart('#', ' ');
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                directive = Directive.Parse(lines[i]) ?? new Directive();
                continue;
            }
            var end = Array.FindIndex(lines, i + 1, line => line == "```");
            if (end < 0)
                throw new FormatException($"{page}:{i + 1}: the block does not end");
            var block = new Block(page, i + 2, section, lines[i][3..].Trim(), string.Join('\n', lines[(i + 1)..end]) + "\n", directive);
            if (block.Language == "text" && blocks is [.., { Output: null } shown] && shown.Section == section)
                blocks[^1] = shown with { Output = block };
            else
                blocks.Add(block);
            (i, directive) = (end, new Directive());
        }
        return blocks;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("run the tests from within the repository");
        return folder.FullName;
    }
}
