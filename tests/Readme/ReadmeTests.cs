using System.Text;

namespace GrowthBook.Readme.Tests;

/// <summary>What the README shows is what <see cref="Snippets"/> and its like compile and run.</summary>
public class ReadmeTests
{
    public static string Root { get; } = FindRoot();

    public static TheoryData<string> Blocks() => [.. BlocksOf("csharp")];

    /// <summary>The fenced blocks of a language, without what the lines begin with.</summary>
    public static IEnumerable<string> BlocksOf(string language)
    {
        StringBuilder? block = null;
        foreach (var line in File.ReadLines(Path.Combine(Root, "README.md")))
        {
            if (line.StartsWith("```" + language, StringComparison.Ordinal))
            {
                block = new StringBuilder();
            }
            else if (line.StartsWith("```", StringComparison.Ordinal) && block is not null)
            {
                yield return block.ToString();
                block = null;
            }
            else
            {
                block?.Append(line.Trim()).Append('\n');
            }
        }
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

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("run the tests from within the repository");
        return folder.FullName;
    }
}
