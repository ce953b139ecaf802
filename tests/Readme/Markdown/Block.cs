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

    /// <summary>Whether the block is a whole program: it starts with its using directives.</summary>
    public bool IsProgram => Text.StartsWith("using ", StringComparison.Ordinal) && !Text.StartsWith("using var", StringComparison.Ordinal);

    public override string ToString() => $"{Page}:{Line}";
}
