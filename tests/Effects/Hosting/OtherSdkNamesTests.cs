using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>The options of other SDKs in the tables of docs/migrating.md, and the equivalents that a configuration with these names is told.</summary>
public partial class OtherSdkNamesTests
{
    /// <summary>The rows with the cells of the other SDKs and that of this one.</summary>
    private static readonly ImmutableArray<(string Others, string Here)> Rows =
    [
        .. from line in Page().Split("\n## Experiments in code\n")[0].Split('\n')
           let cells = line.Trim('|').Split('|')
           where line.StartsWith("| ", StringComparison.Ordinal) && cells.Length is 2 or 4
           select (string.Join(' ', cells[..^1]), cells[^1]),
    ];

    [Fact]
    public void The_page_has_every_name_of_another_sdk_with_its_equivalent()
    {
        foreach (var (name, equivalent) in OtherSdkNames.All.Concat(OtherSdkNames.WithoutEquivalent))
            Assert.Contains(Rows, row => Words(row.Others).Contains(name) && Words(row.Here).Intersect(Words(equivalent)).Any());
    }

    [Fact]
    public void Every_option_of_another_sdk_that_an_option_replaces_has_an_equivalent_or_the_same_name()
    {
        var names = (from row in Rows
                     where Words(row.Here).Intersect(ConfigurationNames.Options).Any() || row.Here.Contains("the same names in `GrowthBookOptions`", StringComparison.Ordinal)
                     from option in Option().Matches(row.Others)
                     select option.Groups[1].Value).ToList();
        Assert.InRange(names.Count, 15, 60);
        Assert.All(names, name => Assert.True(
            OtherSdkNames.Equivalent(name) is not null || ConfigurationNames.Options.Any(option => OtherSdkNames.IsSame(option, name)) || IsNoOption(name), name));
    }

    [Fact]
    public void Every_argument_of_Python_has_an_equivalent_or_the_same_name_or_a_reason()
    {
        var names = Rows.SelectMany(row => Argument().Matches(row.Others)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.InRange(names.Count, 15, 60);
        Assert.All(names, name => Assert.True(
            OtherSdkNames.Equivalent(name) is not null || OtherSdkNames.WhyNone(name) is not null || ConfigurationNames.Options.Any(option => OtherSdkNames.IsSame(option, name)), name));
    }

    [Theory]
    [InlineData("on_experiment_viewed", "its equivalent is AddSink or AddHandler in code")]
    [InlineData("OnFeatureUsage", "its equivalent is AddSink or AddHandler in code")]
    [InlineData("skip_all_experiments", "its equivalent is QaMode, for all users, or user.With in code")]
    [InlineData("sticky_bucket_assignment_docs", "its equivalent is UseStickyBuckets in code, or StickyBuckets by user.With")]
    [InlineData("streaming_connection_timeout", "its equivalent is RequestTimeout")]
    [InlineData("plugins", "its equivalent is AddWarehouse, AddSink or AddHandler in code")]
    [InlineData("sticky_bucket_service", "its equivalent is UseStickyBuckets in code")]
    [InlineData("sticky_bucket_identifier_attributes", "did you mean StickyBucketIdentifierAttributes?")]
    [InlineData("http_max_retries", "it has no equivalent: retries have increasing waits and no limit; remove it")]
    [InlineData("groups", "it has no equivalent: give the groups as an attribute of the user, and target it by a condition in GrowthBook")]
    [InlineData("user", "its equivalent is the attributes of UserAsync in code")]
    [InlineData("enableDevMode", "its equivalent is UseGrowthBookDevTools in code, in ASP.NET Core")]
    [InlineData("subscribeToChanges", "its equivalent is UpdateMode Streaming")]
    public void A_configuration_with_a_name_of_another_SDK_is_answered_with_the_equivalent(string name, string mend)
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection([new($"GrowthBook:{name}", "x")]).Build().GetSection("GrowthBook");
        Assert.Equal($"GrowthBook:{name} is not an option; {mend}", Assert.Single(ConfigurationNames.FaultsOf(section)));
    }

    private static IEnumerable<string> Words(string cell) => Word().Matches(cell).Select(word => word.Value);

    /// <summary>An interface for the application to implement.</summary>
    private static bool IsNoOption(string name) => name is "IGrowthBookFeatureCache";

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
            folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "migrating.md"));
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    /// <summary>The name of an argument that has a value.</summary>
    [GeneratedRegex(@"\b([a-z]\w+)=")]
    private static partial Regex Argument();

    /// <summary>A name in code of its own, also with a value.</summary>
    [GeneratedRegex(@"`(\w+)(?:=[^`]*|: [^`]*)?`")]
    private static partial Regex Option();
}
