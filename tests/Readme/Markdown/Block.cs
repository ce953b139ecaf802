namespace GrowthBook.Readme.Tests.Markdown;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The number of the block's first line of text.</param>
/// <param name="Section">The heading above the block.</param>
/// <param name="Directive">The words of the comment before the block: <c>&lt;!-- snippet: setup=client continues --&gt;</c>.</param>
internal sealed record Block(string Page, int Line, string Section, string Language, string Text, Directive Directive)
{
    /// <summary>The <c>text</c> block of the same section that shows the output of this block, or null.</summary>
    public Block? Output { get; init; }

    /// <summary>Fails unless the page shows <paramref name="output"/>, or shows no output.</summary>
    public void AssertShows(string output)
    {
        if (Output is not null)
            Assert.Equal(Output.Text, output);
    }

    /// <summary>Whether the block is a program of ASP.NET Core, whose project has more implicit usings.</summary>
    public bool IsWebProgram => Text.Contains("WebApplication.Create", StringComparison.Ordinal);

    /// <summary>The block after all blocks that it continues, in order.</summary>
    public IReadOnlyList<Block> Chain()
    {
        var chain = new List<Block> { this };
        var blocks = Pages.BlocksOf(Page).Where(each => each.Language == "csharp").ToList();
        while (chain[0].Directive.Continues)
            chain.Insert(0, blocks[blocks.FindIndex(each => each.Line == chain[0].Line) - 1]);
        return chain;
    }

    public override string ToString() => $"{Page}:{Line}";
}
