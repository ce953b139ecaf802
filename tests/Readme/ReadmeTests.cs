using System.Text;

namespace GrowthBook.Readme.Tests;

/// <summary>What the README shows is what <see cref="Snippets"/> and its like compile and run.</summary>
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
        var sources = Directory.GetFiles(Path.Combine(Root, "tests", "Readme"), "*Snippets.cs")
            .Select(file => string.Join('\n', File.ReadLines(file).Select(line => line.Trim())) + "\n");

        Assert.True(
            sources.Any(source => source.Contains(snippet, StringComparison.Ordinal)),
            $"no file of tests/Readme/*Snippets.cs has this snippet:\n{snippet}");
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
