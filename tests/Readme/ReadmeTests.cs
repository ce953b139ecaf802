using System.Text;

namespace GrowthBook.Readme.Tests;

/// <summary>What the README shows is what <see cref="Snippets"/> compiles and runs.</summary>
public class ReadmeTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Blocks()
    {
        var blocks = new TheoryData<string>();
        StringBuilder? block = null;
        foreach (var line in File.ReadLines(Path.Combine(Root, "README.md")))
        {
            if (line.StartsWith("```csharp", StringComparison.Ordinal))
                block = new StringBuilder();
            else if (line.StartsWith("```", StringComparison.Ordinal) && block is not null)
                block = AddTo(blocks, block);
            else
                block?.Append(line.Trim()).Append('\n');
        }
        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_snippet_of_the_readme_is_compiled_and_run(string snippet)
    {
        var lines = File.ReadLines(Path.Combine(Root, "tests", "Readme", "Snippets.cs")).Select(line => line.Trim());
        var source = string.Join('\n', lines) + "\n";

        Assert.True(source.Contains(snippet, StringComparison.Ordinal), $"tests/Readme/Snippets.cs does not have this snippet:\n{snippet}");
    }

    [Fact]
    public void The_readme_has_snippets() => Assert.True(Blocks().Count >= 15);

    private static StringBuilder? AddTo(TheoryData<string> blocks, StringBuilder block)
    {
        blocks.Add(block.ToString());
        return null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("run the tests from within the repository");
        return folder.FullName;
    }
}
