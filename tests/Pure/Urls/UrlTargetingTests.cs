using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Targeting rules; every expected value is what the npm package gives on Node 20.</summary>
public class UrlTargetingTests
{
    [Theory]
    [InlineData("https://example.com/", "example.com", true)]
    [InlineData("https://example.com/", "example.com/*", true)]
    [InlineData("https://www.example.com/a", "*.example.com/*", true)]
    [InlineData("https://example.com/a", "*.example.com/a", false)]
    [InlineData("https://EXAMPLE.com/A/b/", "example.com/a/B", true)]
    [InlineData("https://example.com/a/", "/a", true)]
    [InlineData("https://example.com/a", "/a/", true)]
    [InlineData("https://example.com//a", "/a", false)]
    [InlineData("https://example.com/", "/", true)]
    [InlineData("https://example.com", "*", true)]
    [InlineData("https://example.com/a/b/c", "/a/*/c", true)]
    [InlineData("https://example.com/a/c", "/a/*/c", false)]
    [InlineData("https://example.com/a//c", "/a/*/c", true)]
    [InlineData("https://example.com/abcbc", "/a*b*c", true)]
    [InlineData("https://example.com/acb", "/a*b*c", false)]
    [InlineData("https://example.com/ab", "/ab*ab", false)]
    [InlineData("https://example.com/aabaabaaab", "/*aabaaa*b", true)]
    [InlineData("https://example.com/xx", "/***x", true)]
    [InlineData("https://example.com/?a=1&b=2", "/?b=2", true)]
    [InlineData("https://example.com/?a=1&a=2", "/?a=2", false)]
    [InlineData("https://example.com/?a=1&a=2", "/?a=1&a=2", false)]
    [InlineData("https://example.com/", "/?a=*", true)]
    [InlineData("https://example.com/", "/?a=", true)]
    [InlineData("https://example.com/?a=x%0Ay", "/?a=x*y", false)]
    [InlineData("https://example.com/?a=x%0Ay", "/?a=*%0A*", true)]
    [InlineData("https://example.com/?a=x%E2%80%A8yz", "/?a=*y*z", false)]
    [InlineData("https://example.com/?a=%C5%BF", "/?a=s", false)]
    [InlineData("https://example.com/?a=%C3%89", "/?a=%C3%A9", true)]
    [InlineData("https://example.com/?a=%E1%BE%B3", "/?a=%E1%BE%BC", false)]
    [InlineData("https://example.com/?a=a.b", "/?a=a+b", false)]
    [InlineData("https://example.com/?a=a.b", "/?a=a.b", true)]
    [InlineData("https://example.com/?a=axb", "/?a=a.b", false)]
    [InlineData("https://example.com/#x", "/#X", true)]
    [InlineData("https://example.com/#x", "/", true)]
    [InlineData("https://example.com/", "/#x", false)]
    [InlineData("https://example.com/#/route/1", "/#/route/*", true)]
    [InlineData("http://example.com:8080/", "example.com:8080", true)]
    [InlineData("http://example.com:8080/", "example.com", false)]
    [InlineData("http://example.com:8080/", "example.com:*", false)]
    [InlineData("/just/a/path", "/just/*", true)]
    [InlineData("not a url", "/not%20a%20url", true)]
    [InlineData("http://[bad", "*", false)]
    [InlineData("https://example.com/", "https://[", false)]
    [InlineData("https://example.com/", "http://a b/", false)]
    [InlineData("data:x", "data:x", true)]
    [InlineData("foo://h", "foo://h/", true)]
    [InlineData("https://example.com/page.html", "page.html", false)]
    [InlineData("https://example.com/page.html", "/page.html", true)]
    [InlineData("https://example.com/______", "/______", true)]
    [InlineData("https://a.com/x_", "/______", true)]
    [InlineData("https://example.com/a", "/a/?", true)]
    [InlineData("https://example.com/a/b", "//*/b", false)]
    [InlineData("https://example.com/a", "https://example.com/a?", true)]
    [InlineData("https://a.com/b.c", "localhost/b.c", false)]
    [InlineData("https://a.com/", "?a.b", true)]
    public void Simple(string url, string pattern, bool expected) =>
        Assert.Equal(expected, IsTargeted(url, UrlTargetType.Simple, pattern));

    [Theory]
    [InlineData("https://example.com/a/b?c=1", "^https://example\\.com/a", true)]
    [InlineData("https://example.com/a/b?c=1", "^/a/b", true)]
    [InlineData("https://example.com/a/b?c=1", "^/a/b\\?c=1$", true)]
    [InlineData("https://example.com/a", "(", false)]
    [InlineData("https://example.com/a\\b", "a/b$", true)]
    [InlineData("https://example.com/a/b", "\\/a\\/b$", true)]
    [InlineData("https://example.com/a//b", "a//b", true)]
    [InlineData("data:,abc", "^:,abc$", true)]
    [InlineData("a:", "^$", true)]
    [InlineData("https://example.com/A", "/a$", false)]
    [InlineData("/rel", "^https://_/rel$", true)]
    public void Regex(string url, string pattern, bool expected) =>
        Assert.Equal(expected, IsTargeted(url, UrlTargetType.Regex, pattern));

    [Fact]
    public void Unknown_type_never_matches() => Assert.False(IsTargeted("https://h/", UrlTargetType.Unknown, "*"));

    [Theory]
    [InlineData("", false)]
    [InlineData("+/a", true)]
    [InlineData("+/b", false)]
    [InlineData("+/b +/a", true)]
    [InlineData("-/a", false)]
    [InlineData("-/b", true)]
    [InlineData("+/a -/a", false)]
    [InlineData("-/a +/a", false)]
    [InlineData("-/b +/a", true)]
    [InlineData("-/b +/c", false)]
    public void Rules(string rules, bool expected)
    {
        CompiledUrlTarget[] targets = rules
            .Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries)
            .Select(rule => new CompiledUrlTarget(rule[0] == '+', UrlTargetType.Simple, rule.Substring(1)))
            .ToArray();

        Assert.Equal(expected, UrlTargeting.IsTargeted("https://h/a", targets));
    }

    [Fact]
    public void No_url_passes_rules_that_only_exclude()
    {
        var target = new CompiledUrlTarget(false, UrlTargetType.Simple, "*");

        Assert.True(UrlTargeting.IsTargeted("http://[", new[] { target }));
    }

    [Fact]
    public void Many_wildcards_stay_linear()
    {
        string pattern = "/" + string.Concat(Enumerable.Repeat("a*", 2_000)) + "b";
        string url = "https://h/" + new string('a', 20_000);

        Assert.False(IsTargeted(url, UrlTargetType.Simple, pattern));
    }

    private static bool IsTargeted(string url, UrlTargetType type, string pattern) =>
        UrlTargeting.IsTargeted(url, new[] { new CompiledUrlTarget(true, type, pattern) });
}
