using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Targeting rules, as the reference SDK answers.</summary>
public class UrlTargetingTests
{
    [Theory]
    [NodeAnswers("targeting", "simple")]
    public void Simple(string json) => Check(json, UrlTargetType.Simple);

    [Theory]
    [NodeAnswers("targeting", "regex")]
    public void Regex(string json) => Check(json, UrlTargetType.Regex);

    [Theory]
    [NodeAnswers("targeting", "rules")]
    public void Rules(string json)
    {
        var row = new Row(json);
        var targets = row.Text(0).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(rule => new CompiledUrlTarget(rule[0] == '+', UrlTargetType.Simple, rule[1..]))
            .ToArray();
        Assert.Equal(row.IsTrue, IsTargeted("https://h/a", targets));
    }

    [Fact]
    public void Unknown_type_never_matches() => Assert.False(IsTargeted("https://h/", UrlTargetType.Unknown, "*"));

    [Fact]
    public void No_url_passes_rules_that_only_exclude()
    {
        var target = new CompiledUrlTarget(false, UrlTargetType.Simple, "*");

        Assert.True(IsTargeted("http://[", new[] { target }));
    }

    [Fact]
    public void Many_wildcards_stay_linear()
    {
        var pattern = "/" + string.Concat(Enumerable.Repeat("a*", 2_000)) + "b";
        var url = "https://h/" + new string('a', 20_000);

        Assert.False(IsTargeted(url, UrlTargetType.Simple, pattern));
    }

    private static void Check(string json, UrlTargetType type)
    {
        var row = new Row(json);
        Assert.Equal(row.IsTrue, IsTargeted(row.Text(0), type, row.Text(1)));
    }

    private static bool IsTargeted(string url, UrlTargetType type, string pattern) =>
        IsTargeted(url, new[] { new CompiledUrlTarget(true, type, pattern) });

    private static bool IsTargeted(string url, IReadOnlyList<CompiledUrlTarget> targets)
    {
        var scope = new ConditionScope(SavedGroups.Empty, null);
        return UrlTargeting.IsTargeted(new PageUrl(url), targets, ref scope);
    }
}
