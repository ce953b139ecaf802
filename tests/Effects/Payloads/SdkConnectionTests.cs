using System.Collections.Immutable;

namespace GrowthBook.Client.Tests;

public sealed class SdkConnectionTests
{
    private static readonly SdkConnection Good = new("sdk-1");

    [Fact]
    public void A_client_key_is_enough()
    {
        Assert.Empty(Good.Validate());
        Assert.Equal("https://cdn.growthbook.io", Good.ApiHost);
    }

    [Fact]
    public void Slashes_at_the_end_of_hosts_are_stripped()
    {
        var connection = Good with { ApiHost = "https://gb.example///", StreamingHost = "https://stream.example/proxy/" };
        Assert.Equal(("https://gb.example", "https://stream.example/proxy"), (connection.ApiHost, connection.StreamingHost));
    }

    [Fact]
    public void Every_fault_has_a_message()
    {
        var headers = ImmutableDictionary<string, string>.Empty;
        (SdkConnection Connection, string Words)[] bad =
        [
            (Good with { ClientKey = " " }, "clientKey is empty"),
            (Good with { ApiHost = "cdn.growthbook.io" }, "apiHost `cdn.growthbook.io` is not an http or https address"),
            (Good with { ApiHost = "ftp://gb.example" }, "apiHost `ftp://gb.example` is not an http"),
            (Good with { ApiHost = "https://gb.example?x=1" }, "apiHost `https://gb.example?x=1` has a query"),
            (Good with { StreamingHost = "/x" }, "streamingHost `/x` is not an http or https address"),
            (Good with { RequestTimeout = TimeSpan.Zero }, "requestTimeout `00:00:00` is out of range"),
            (Good with { MaxPayloadBytes = 0 }, "maxPayloadBytes `0` is out of range"),
            (Good with { DecryptionKey = "hunter2" }, "decryptionKey is not a key"),
            (Good with { Headers = headers.Add("bad name", "x") }, "header `bad name` cannot be sent"),
            (Good with { StreamingHeaders = headers.Add("X-A", "line\r\nbreak") }, "header `X-A` cannot be sent"),
        ];
        foreach (var (connection, words) in bad)
        {
            var fault = Assert.Single(connection.Validate());
            Assert.StartsWith(words, fault, StringComparison.Ordinal);
            Assert.Equal(fault, Assert.Throws<ArgumentException>(() => new HttpPayloadSource(connection, () => null!)).Message);
            Assert.Throws<ArgumentException>(() => new PayloadStream(connection, () => null!));
        }
        Assert.Equal(2, (Good with { ClientKey = "", ApiHost = "x" }).Validate().Length);
    }

    [Fact]
    public void Text_and_cache_key_contain_no_secret()
    {
        var connection = Good with
        {
            ClientKey = "sdk-TopSecret",
            DecryptionKey = Payloads.Key,
            Headers = ImmutableDictionary<string, string>.Empty.Add("Authorization", "Bearer hunter2"),
        };
        Assert.Equal("SDK connection to https://cdn.growthbook.io", connection.ToString());
        Assert.Matches("^[0-9a-f]{32}$", connection.CacheKey);
        Assert.Equal(connection.CacheKey, (connection with { DecryptionKey = null }).CacheKey);
        Assert.NotEqual(connection.CacheKey, (connection with { ClientKey = "sdk-Other" }).CacheKey);
        Assert.NotEqual(connection.CacheKey, (connection with { ApiHost = "https://gb.example" }).CacheKey);
    }
}
