using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Urls;

/// <summary>Overrides and merged queries; every expected value is what the npm package gives on Node 20.</summary>
public class QueryStringTests
{
    [Theory]
    [InlineData("exp", "http://x/?exp=1", 2, 1)]
    [InlineData("exp", "http://x/?exp=2", 2, null)]
    [InlineData("exp", "http://x/?exp=-1", 2, null)]
    [InlineData("exp", "http://x/?exp=-0", 2, 0)]
    [InlineData("exp", "http://x/", 2, null)]
    [InlineData("exp", "", 2, null)]
    [InlineData("exp", "?", 2, null)]
    [InlineData("exp", "?a=1&exp=1", 2, 1)]
    [InlineData("exp", "?exp=x&exp=1", 2, null)]
    [InlineData("exp", "?exp=0&exp=1", 2, 0)]
    [InlineData("exp", "?a#?exp=1", 2, null)]
    [InlineData("exp", "?exp?exp=1", 2, null)]
    [InlineData("exp", "?a=1?exp=1", 2, null)]
    [InlineData("exp", "?a=1#&exp=1", 2, null)]
    [InlineData("exp", "?a#b\u000a&exp=1", 2, 1)]
    [InlineData("exp", "?a#b\u2028&exp=1", 2, 1)]
    [InlineData("exp", "?a#b\u000d&exp=1", 2, 1)]
    [InlineData("exp", "?a#b\u2029&exp=1", 2, 1)]
    [InlineData("exp", "?exp=#\u000a1", 2, 1)]
    [InlineData("exp", "?exp", 2, null)]
    [InlineData("exp", "?exp=", 2, null)]
    [InlineData("exp", "?exp==1", 2, null)]
    [InlineData("exp", "?exp=1=7", 2, 1)]
    [InlineData("exp", "?exp=0x1F", 40, 31)]
    [InlineData("exp", "?exp=0X1", 2, 1)]
    [InlineData("exp", "?exp=0x", 2, null)]
    [InlineData("exp", "?exp=0xg", 2, null)]
    [InlineData("exp", "?exp=-0x1", 2, null)]
    [InlineData("exp", "?exp=010", 20, 10)]
    [InlineData("exp", "?exp= \u00a0\ufeff\u3000\u00091", 2, 1)]
    [InlineData("exp", "?exp=\u180e1", 2, null)]
    [InlineData("exp", "?exp=+1", 2, 1)]
    [InlineData("exp", "?exp=+-1", 2, null)]
    [InlineData("exp", "?exp=+", 2, null)]
    [InlineData("exp", "?exp=1.9", 2, 1)]
    [InlineData("exp", "?exp=1e3", 2, 1)]
    [InlineData("exp", "?exp=1f", 2, 1)]
    [InlineData("exp", "?exp=99999999999999999999999", 2147483647, null)]
    [InlineData("exp", "?exp=2147483646", 2147483647, 2147483646)]
    [InlineData("exp", "?exp=%31", 2, null)]
    [InlineData("e p", "?e%20p=1", 2, null)]
    [InlineData("", "?=1", 2, 1)]
    [InlineData("", "?&", 2, null)]
    [InlineData("exp", "?exp=0", 0, null)]
    [InlineData("exp", "?exq=1", 2, null)]
    [InlineData("exp", "?expo=1", 2, null)]
    [InlineData("exp", "?exp=0#", 1, 0)]
    [InlineData("exp", "?exp= ", 1, null)]
    [InlineData("exp", "?exp=-", 1, null)]
    public void Override(string key, string url, int variations, int? expected) =>
        Assert.Equal(expected, QueryString.Override(key, url, variations));

    [Theory]
    [InlineData("http://h/?a=1&b=2", "https://x/p?b=3", "https://x/p?b=3&a=1")]
    [InlineData("http://h/?a=1&a=2", "https://x/", "https://x/?a=1")]
    [InlineData("http://h/", "https://x/?q=a%20b", "https://x/?q=a%20b")]
    [InlineData("http://h/?z", "https://x/?q=a%20b#f", "https://x/?q=a+b&z=#f")]
    [InlineData("http://h/?q", "https://x/?q=a%20b", "https://x/?q=a%20b")]
    [InlineData("nope?a=1", "https://x/ y", "https://x/ y")]
    [InlineData("http://h/?a=1", "/rel", "/rel")]
    [InlineData("http://h/?%C3%A9=%FF&c='~*-._ +", "https://u:p@x:8443/?x=1&x=2", "https://u:p@x:8443/?x=1&x=2&%C3%A9=%EF%BF%BD&c=%27%7E*-._++")]
    [InlineData("http://h/?a=1", "mailto:x ?", "mailto:x?a=1")]
    [InlineData("http://h/?a=1", "mailto:x #f", "mailto:x ?a=1#f")]
    [InlineData("http://h/?=", "foo:bar", "foo:bar?=")]
    [InlineData("http://h/?a=%F0%9F%98%80", "foo:/.//b", "foo:/.//b?a=%F0%9F%98%80")]
    public void Merge(string current, string target, string expected) =>
        Assert.Equal(expected, QueryString.Merge(current, target));

#if NET
    [Fact]
    public void Override_allocates_nothing()
    {
        const string Url = "https://h/?a=1&b=2#x\n&exp=1";
        QueryString.Override("exp", Url, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();

        int? forced = QueryString.Override("exp", Url, 2);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1, forced);
    }
#endif
}
