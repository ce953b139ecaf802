using System.Net;
using GrowthBook.Client.Tests.Pipeline;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>Cookies for a domain and with another prefix, and cookies that reach the limit of browsers.</summary>
public class StickyBucketCookieOptionsTests
{
    /// <summary>What js-cookie 3 writes for the document <c>id||abc-123</c> of the JavaScript SDK.</summary>
    private const string Value =
        "{%22attributeName%22:%22id%22%2C%22attributeValue%22:%22abc-123%22%2C%22assignments%22:{%22exp__0%22:%22control%22}}";

    private static readonly StickyAssignmentDocument Document = SampleEffects.Document("abc-123", ("exp__0", "control"));

    [Theory]
    [InlineData("shop.", "shop.id||abc-123")]
    [InlineData("p-_.!~*'9", "p-_.!~*'9id||abc-123")]
    [InlineData("", "gbStickyBuckets__id||abc-123")]
    [InlineData(null, "gbStickyBuckets__id||abc-123")]
    public void A_prefix_is_written_and_read(string? prefix, string name)
    {
        var cookies = new CookieStickyBuckets(new StickyBucketCookieOptions { Prefix = prefix! });
        var cookie = Assert.Single(cookies.Write(Document));
        Assert.Equal($"{name}={Value}; Max-Age=15552000; Path=/", cookie.ToString());
        Assert.Equal(name, cookies.Name(Document.Key));
        foreach (var form in new[] { name, name.Replace("|", "%7C", StringComparison.Ordinal) })
            Assert.Equal(Document, Assert.Single(cookies.Read([new(form, Value), new("otherid||abc-123", Value)]).Buckets));
    }

    /// <summary>The JavaScript SDK removes the host's cookie in the same way, and falls back to it if the browser ignores the domain.</summary>
    [Theory]
    [InlineData(".shop.example", null, true)]
    [InlineData("shop.example", "shop.example", true)]
    [InlineData("shop.example", "www.Shop.Example", true)]
    [InlineData(".shop.example", "a.b.shop.example", true)]
    [InlineData("shop.example", "myshop.example", false)]
    [InlineData("shop.example", "example", false)]
    [InlineData("typo.example", "shop.example", false)]
    [InlineData("shop.example", "localhost", false)]
    public void A_domain_is_written_after_the_removal_of_the_hosts_cookie_where_browsers_accept_it(string domain, string? host, bool accepted)
    {
        var cookies = new CookieStickyBuckets(new StickyBucketCookieOptions { Domain = domain }).Write(Effects.Of(new Effect.StickyBucketAssigned(Document)), host);
        string[] expected = accepted
            ? ["gbStickyBuckets__id||abc-123=; Max-Age=0; Path=/", $"gbStickyBuckets__id||abc-123={Value}; Max-Age=15552000; Path=/; Domain={domain}"]
            : [$"gbStickyBuckets__id||abc-123={Value}; Max-Age=15552000; Path=/"];
        Assert.Equal(expected, cookies.Select(cookie => cookie.ToString()));
    }

    [Fact]
    public void A_browser_keeps_the_cookie_of_the_domain_only()
    {
        var jar = new CookieContainer();
        var page = new Uri("https://www.shop.example/");
        Append(new CookieStickyBuckets());
        Append(new CookieStickyBuckets(new StickyBucketCookieOptions { Domain = ".shop.example" }));
        Assert.Equal(".shop.example", Assert.Single(jar.GetCookies(page)).Domain);
        Assert.Single(jar.GetCookies(new Uri("https://blog.shop.example/")));

        void Append(CookieStickyBuckets cookies)
        {
            foreach (var cookie in cookies.Write(Document, page.Host))
                jar.SetCookies(page, cookie.ToString());
        }
    }

    [Theory]
    [InlineData("a b", null, "StickyBucketCookieOptions.Prefix: must be letters, digits and -_.!~*' only, was `a b`")]
    [InlineData("a|", null, "StickyBucketCookieOptions.Prefix: must be")]
    [InlineData("ü", null, "StickyBucketCookieOptions.Prefix: must be")]
    [InlineData("a=", null, "StickyBucketCookieOptions.Prefix: must be")]
    [InlineData("p", "shop.example; Secure", "StickyBucketCookieOptions.Domain: must be the name of a domain in ASCII, such as shop.example, was `shop.example; Secure`")]
    [InlineData("p", "https://shop.example", "StickyBucketCookieOptions.Domain: must be")]
    [InlineData("p", "shop.example:8080", "StickyBucketCookieOptions.Domain: must be")]
    [InlineData("p", "127.0.0.1", "StickyBucketCookieOptions.Domain: must be")]
    [InlineData("p", "bücher.example", "StickyBucketCookieOptions.Domain: must be")]
    [InlineData("p", ".", "StickyBucketCookieOptions.Domain: must be")]
    [InlineData("p", " ", "StickyBucketCookieOptions.Domain: must be")]
    public void A_fault_is_named_with_its_place(string prefix, string? domain, string fault)
    {
        var options = new StickyBucketCookieOptions { Prefix = prefix, Domain = domain };
        Assert.StartsWith(fault, Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.StartsWith(fault, Assert.Throws<ArgumentException>("options", () => new CookieStickyBuckets(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid_and_an_empty_domain_is_none()
    {
        Assert.Empty(new StickyBucketCookieOptions().Validate());
        Assert.Null(new StickyBucketCookieOptions { Domain = "" }.Domain);
    }

    /// <summary>Browsers ignore a cookie whose name and value have more than 4,096 bytes.</summary>
    [Theory]
    [InlineData(3584, false, false)]
    [InlineData(3585, true, false)]
    [InlineData(4096, true, false)]
    [InlineData(4097, true, true)]
    public void A_cookie_says_how_full_it_is(int bytes, bool isNearlyFull, bool isTooLarge)
    {
        var cookies = new CookieStickyBuckets(new StickyBucketCookieOptions { Domain = "shop.example" });
        var written = cookies.Write(OfBytes(bytes));
        Assert.Equal((bytes, isNearlyFull, isTooLarge), (written[^1].Bytes, written[^1].IsNearlyFull, written[^1].IsTooLarge));
        // The host's cookie keeps its assignments if the browser ignores that of the domain.
        Assert.Equal(isTooLarge ? 1 : 2, written.Length);
    }

    [Fact]
    public void Large_cookies_are_logged_as_they_double_and_without_the_users_id()
    {
        var log = new FakeLogCollector();
        var cookies = new CookieStickyBuckets(logger: new FakeLogger(log));
        cookies.Write(OfBytes(3584));
        Assert.Equal(0, log.Count);
        for (var i = 0; i < 9; i++)
            cookies.Write(OfBytes(3585));
        var messages = log.GetSnapshot().Select(record => record.Message).ToArray();
        Assert.Equal(["(1 such", "(2 such", "(4 such", "(8 such"], messages.Select(message => message[message.IndexOf('(', StringComparison.Ordinal)..message.IndexOf(" cookies", StringComparison.Ordinal)]));
        Assert.All(messages, message => Assert.StartsWith("a sticky bucket cookie of attribute id has 3585 of the 4096 bytes", message, StringComparison.Ordinal));
        Assert.All(messages, message => Assert.DoesNotContain("abc-123", message, StringComparison.Ordinal));
    }

    /// <summary>A document whose cookie has so many bytes: each letter of a variation's key is one.</summary>
    private static StickyAssignmentDocument OfBytes(int bytes)
    {
        var empty = SampleEffects.Document("abc-123", ("e__0", ""));
        var length = bytes - new CookieStickyBuckets().Write(empty).Single().Bytes;
        return SampleEffects.Document("abc-123", ("e__0", new string('a', length)));
    }
}
