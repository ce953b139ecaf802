using System.Collections.Immutable;

namespace GrowthBook.Client.Tests;

public sealed class SdkConnectionTests
{
    private static readonly SdkConnection Good = new("sdk-1");

    [Fact]
    public void A_client_key_is_enough()
    {
        Assert.Empty(FaultsOf(Good));
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
            (Good with { ClientKey = " " }, "SdkConnection.ClientKey: must be the client key of the SDK connection in GrowthBook, was empty"),
            (Good with { ApiHost = "cdn.growthbook.io" }, "SdkConnection.ApiHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was `cdn.growthbook.io`"),
            (Good with { ApiHost = "ftp://gb.example" }, "SdkConnection.ApiHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was `ftp://gb.example`"),
            (Good with { ApiHost = "https://gb.example?x=1" }, "SdkConnection.ApiHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was one with a user, query or fragment"),
            (Good with { ApiHost = "https://jane:hunter2@gb.example" }, "SdkConnection.ApiHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was one with a user, query or fragment"),
            (Good with { StreamingHost = "/x" }, "SdkConnection.StreamingHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was `/x`"),
            (Good with { RequestTimeout = TimeSpan.Zero }, "SdkConnection.RequestTimeout: must be above zero and at most a day, was 00:00:00"),
            (Good with { MaxPayloadBytes = 0 }, "SdkConnection.MaxPayloadBytes: must be above zero, was 0"),
            (Good with { DecryptionKey = "hunter2" }, "SdkConnection.DecryptionKey: must be the base64 key of the SDK connection in GrowthBook, was another text of 7 characters"),
            (Good with { Headers = headers.Add("bad name", "x") }, "SdkConnection.Headers: must be headers with names and values that HTTP allows, was one with an invalid `bad name`"),
            (Good with { StreamingHeaders = headers.Add("X-A", "line\r\nbreak") }, "SdkConnection.StreamingHeaders: must be headers with names and values that HTTP allows, was one with an invalid `X-A`"),
        ];
        foreach (var (connection, words) in bad)
        {
            Assert.Equal<string>([words], FaultsOf(connection));
            Assert.Equal(words, Assert.Throws<ArgumentException>(() => new HttpPayloadSource(connection, () => null!)).Message);
            Assert.Throws<ArgumentException>(() => new PayloadStream(connection, () => null!));
        }
        Assert.Equal(2, FaultsOf(Good with { ClientKey = "", ApiHost = "x" }).Length);
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
        Assert.Equal("SDK connection to `https://cdn.growthbook.io`", connection.ToString());
        foreach (var host in new[] { "https://user:hunter2@gb.shop.example", "https://gb.shop.example/?token=hunter2", "https://gb.shop.example/#hunter2" })
            Assert.DoesNotContain("hunter2", (connection with { ApiHost = host }).ToString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", connection.CacheKey);
        Assert.Equal(connection.CacheKey, (connection with { DecryptionKey = null }).CacheKey);
        Assert.NotEqual(connection.CacheKey, (connection with { ClientKey = "sdk-Other" }).CacheKey);
        Assert.NotEqual(connection.CacheKey, (connection with { ApiHost = "https://gb.example" }).CacheKey);
        Assert.NotEqual(
            (connection with { ApiHost = "https://gb.example/a", ClientKey = "b||c" }).CacheKey,
            (connection with { ApiHost = "https://gb.example/a||b", ClientKey = "c" }).CacheKey);
    }

    private static ImmutableArray<string> FaultsOf(SdkConnection connection)
    {
        var faults = new OptionFaults(nameof(SdkConnection));
        connection.Validate(faults);
        return faults.ToImmutable();
    }
}
