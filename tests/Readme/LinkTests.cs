using System.Text.RegularExpressions;
using System.Xml.Linq;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>The pages as a whole: their links, their map, their length.</summary>
public partial class LinkTests
{
    /// <summary>The address of the repository's pages, for the pages of packages: a feed shows them elsewhere.</summary>
    private static readonly string Repository =
        XDocument.Load(Path.Combine(Pages.Root, "Directory.Build.props")).Descendants("PackageProjectUrl").Single().Value + "/blob/main/";

    public static TheoryData<string> All() => [.. Pages.Paths];

    public static TheoryData<string> WithLinks() =>
    [
        .. Pages.Paths, "CONTRIBUTING.md", "benchmarks/README.md",
        .. Directory.GetFiles(Path.Combine(Pages.Root, "docs", "decisions"), "*.md").Select(file => "docs/decisions/" + Path.GetFileName(file)),
    ];

    [Theory]
    [MemberData(nameof(WithLinks))]
    public void Links_lead_to_files_and_headings(string page)
    {
        foreach (Match link in Link().Matches(Pages.TextOf(page)))
        {
            var isAbsolute = link.Groups[1].Value.StartsWith(Repository, StringComparison.Ordinal);
            var address = isAbsolute ? link.Groups[1].Value[Repository.Length..] : link.Groups[1].Value;
            if (address.Contains("://", StringComparison.Ordinal))
                continue;
            var (path, anchor) = address.Split('#') is [var before, var after] ? (before, after) : (address, null);
            var folder = isAbsolute ? "" : Path.GetDirectoryName(page)!;
            var target = path.Length == 0 ? page : Path.GetRelativePath(Pages.Root, Path.GetFullPath(Path.Combine(Pages.Root, folder, path)));
            Assert.True(Path.Exists(Path.Combine(Pages.Root, target)), $"{page}: {link.Value} leads nowhere");
            if (anchor is not null)
                Assert.True(AnchorsOf(target).Contains(anchor), $"{page}: {target} has no heading for {link.Value}");
        }
    }

    [Fact]
    public void Pages_of_packages_have_absolute_links() => Assert.All(
        Pages.Packages,
        page => Assert.All(Link().Matches(Pages.TextOf(page)), link => Assert.StartsWith("https://", link.Groups[1].Value, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(All))]
    public void A_long_page_has_a_table_of_contents(string page)
    {
        var text = Pages.TextOf(page);
        if (text.Count('\n') > 100 && page is not "README.md")
            Assert.Contains("](#", text.Split("\n## ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_map_has_every_page() => Assert.Equal(
        Pages.Paths.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md").Select(page => page["docs/".Length..]),
        Link().Matches(Pages.TextOf("docs/README.md")).Select(link => link.Groups[1].Value).Where(link => !link.Contains('/') && !link.Contains('#')).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_readme_has_at_most_150_lines() => Assert.InRange(Pages.TextOf("README.md").Count('\n'), 30, 150);

    /// <summary>A newcomer runs them, and CI: the main job, and the tests.</summary>
    [Fact]
    public void The_first_two_commands_of_the_readme_are_the_main_job_and_the_tests() => Assert.Collection(
        Pages.BlocksOf("README.md").Where(block => block.Language == "sh")
            .SelectMany(block => block.Text.Split('\n')).Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)).Take(2),
        main => Assert.StartsWith("dotnet run --project src/GrowthBook.Cli -- explain ", main, StringComparison.Ordinal),
        tests => Assert.Equal("dotnet test", tests));

    /// <summary>The anchors that GitHub gives to headings.</summary>
    private static HashSet<string> AnchorsOf(string page) =>
        [.. Heading().Matches(Pages.TextOf(page)).Select(heading => NotInAnchors().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
