using System.Diagnostics;
using System.Text.RegularExpressions;
using GrowthBook.Readme.Tests.Markdown;
using GrowthBook.Readme.Tests.Running;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace GrowthBook.Readme.Tests;

/// <summary>Every C# block of the README and of docs/ is compiled and run, with the assertions of its prelude.</summary>
public partial class SnippetTests
{
    private static IEnumerable<Block> Snippets => Pages.Blocks.Where(block => block.Language == "csharp");

    public static TheoryData<string> Places() => [.. Snippets.Select(block => $"{block}")];

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public async Task A_block_runs_and_its_output_equals_the_page(string place)
    {
        var block = Snippets.Single(each => $"{each}" == place);

        var output = await SnippetRunner.RunAsync(block);

        block.AssertShows(output);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_block_shows_its_using_directives(string place)
    {
        var missing = UsedNamespaces.MissingIn(Snippets.Single(each => $"{each}" == place));

        Assert.True(missing.Count == 0, $"{place} needs\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void No_fence_hides_a_block() => Assert.Equal(
        Pages.Paths.Sum(page => Fence().Count(Pages.TextOf(page))),
        Pages.Blocks.Sum(block => block.Output is null ? 2 : 4));

    [Fact]
    public void Every_prelude_is_used() => Assert.Equal(
        Prelude.Names.Order(),
        Snippets.Select(block => block.Directive.Setup).OfType<string>().Distinct().Order());

    [Fact]
    public void Every_text_block_is_the_output_of_a_block_that_runs() =>
        Assert.DoesNotContain(Pages.Blocks, block => block.Language == "text" || (block.Output is not null && block.Language is not ("csharp" or "sh")));

    [Fact]
    public void Every_block_names_a_language_that_a_test_knows() =>
        Assert.Subset(new HashSet<string> { "csharp", "sh", "json", "xml", "yaml", "bash", "python", "js", "sql", "cshtml", "text" }, Pages.Blocks.Select(block => block.Language).ToHashSet());

    /// <summary>The tests of <c>GrowthBook.AspNetCore</c> render the pages.</summary>
    [Fact]
    public void Every_Razor_block_is_in_a_page_that_a_test_renders()
    {
        var pages = Directory.GetFiles(Path.Combine(Pages.Root, "tests", "AspNetCore", "Pages"), "*.cshtml").Select(File.ReadAllText).ToList();
        Assert.All(Pages.Blocks.Where(block => block.Language == "cshtml"), block => Assert.Contains(pages, page => page.Contains(block.Text, StringComparison.Ordinal)));
    }

    /// <summary>Scripts for more than one machine; those that run on one are executed by the tests of their page.</summary>
    [SkippableFact]
    public async Task Bash_reads_every_script()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs bash");
        foreach (var block in Pages.Blocks.Where(block => block.Language == "bash"))
        {
            using var bash = Process.Start(new ProcessStartInfo("bash", ["-n", "-c", block.Text]) { RedirectStandardError = true })!;
            var errors = await bash.StandardError.ReadToEndAsync();
            await bash.WaitForExitAsync();
            Assert.True(bash.ExitCode == 0, $"{block.Page}, line {block.Line}: {errors}");
        }
    }

    /// <summary>A line that opens or closes a block in Markdown, also one that <see cref="Pages"/> does not read.</summary>
    [GeneratedRegex(@"^[ \t>]*(```|~~~)", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
