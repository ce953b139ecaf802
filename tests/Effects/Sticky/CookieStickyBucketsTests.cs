using FsCheck.Xunit;
using GrowthBook.Client.Tests.Pipeline;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>The browser's SDK and a server read each other's cookies.</summary>
public class CookieStickyBucketsTests
{
    private static readonly CookieStickyBuckets Default = new();

    /// <summary>What js-cookie 3 wrote for documents of the JavaScript SDK: name, value, attribute, its value, and the one assignment.</summary>
    public static TheoryData<string, string, string, string, string> JsCookies => new()
    {
        {
            "gbStickyBuckets__id||abc-123",
            "{%22attributeName%22:%22id%22%2C%22attributeValue%22:%22abc-123%22%2C%22assignments%22:{%22exp__0%22:%22control%22}}",
            "id", "abc-123", "exp__0"
        },
        {
            "gbStickyBuckets__e%20mail||a%3D%C3%BC%3B%28x%29%25%40b.c",
            "{%22attributeName%22:%22e%20mail%22%2C%22attributeValue%22:%22a=%C3%BC%3B(x)%25@b.c%22%2C%22assignments%22:{%22exp%2C%20%5C%221%5C%22__0%22:%22control%22}}",
            "e mail", "a=ü;(x)%@b.c", "exp, \"1\"__0"
        },
    };

    [Theory]
    [MemberData(nameof(JsCookies))]
    public void A_document_is_written_as_js_cookie_writes_it(string name, string value, string attribute, string attributeValue, string experiment)
    {
        var document = new StickyAssignmentDocument(attribute, attributeValue, SampleEffects.Document("", (experiment, "control")).Assignments);
        var cookie = Assert.Single(Default.Write(document));
        Assert.Equal((name, value), (cookie.Name, cookie.Value));
        Assert.Equal($"{name}={value}; Max-Age=15552000; Path=/", cookie.ToString());
        Assert.Equal(180 * 24 * 3600, cookie.MaxAge.TotalSeconds);
        Assert.Equal(name, Default.Name(document.Key));
    }

    [Theory]
    [MemberData(nameof(JsCookies))]
    public void Cookies_of_js_cookie_and_of_Express_are_read_whether_or_not_a_framework_decoded_them(
        string name, string value, string attribute, string attributeValue, string experiment)
    {
        var document = new StickyAssignmentDocument(attribute, attributeValue, SampleEffects.Document("", (experiment, "control")).Assignments);
        var expressName = Uri.EscapeDataString("gbStickyBuckets__" + document.Key);
        var expressValue = Uri.EscapeDataString(Uri.EscapeDataString(document.ToString()));
        (string Name, string Value)[] forms =
        [
            (name, value), (Uri.UnescapeDataString(name), value), (name, Uri.UnescapeDataString(value)),
            (expressName, expressValue), (expressName, Uri.UnescapeDataString(expressValue)), (Uri.UnescapeDataString(expressName), document.ToString()),
            (name, '"' + value + '"'),
        ];
        foreach (var form in forms)
        {
            var (buckets, faults) = Default.Read([new("other", "x"), new(form.Name, form.Value), new("gbStickyBuckets_", "x")]);
            Assert.Empty(faults);
            Assert.Equal(document, Assert.Single(buckets));
        }
    }

    [Property]
    public bool A_written_document_is_read_back(string? attribute, string? value, Dictionary<string, string?> assignments)
    {
        // JSON.stringify escapes lone surrogates, but a name with one cannot be a cookie's: encodeURIComponent throws.
        var document = new StickyAssignmentDocument(
            Text(attribute), Text(value), SampleEffects.Document("", [.. assignments.Select(each => (each.Key, each.Value ?? ""))]).Assignments);
        var cookie = Default.Write(document).Single();
        var (buckets, faults) = Default.Read([new(cookie.Name, cookie.Value)]);
        return faults.IsEmpty && buckets.Single().Equals(document)
            && !(cookie.Name + cookie.Value).Any(c => c is <= ' ' or '"' or ',' or ';' or '\\' or > '~')
            && !cookie.Name.Contains('=', StringComparison.Ordinal);

        static string Text(string? text) => new([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
    }

    [Theory]
    [InlineData("gbStickyBuckets__id||1", "", "JSON")]
    [InlineData("gbStickyBuckets__id||1", "%", "JSON")]
    [InlineData("gbStickyBuckets__id||1", "%7B%22", "JSON")]
    [InlineData("gbStickyBuckets__id||1", "%25257B%25257D", "JSON")]
    [InlineData("gbStickyBuckets__id||1", "[]", "not a sticky bucket document")]
    [InlineData("gbStickyBuckets__id||1", "%5B%5D", "not a sticky bucket document")]
    [InlineData("gbStickyBuckets__id||1", "{}", "not a sticky bucket document")]
    [InlineData("gbStickyBuckets__id||1", """{"attributeName":"id","attributeValue":"2","assignments":{}}""", "another attribute")]
    [InlineData("gbStickyBuckets__", """{"attributeName":"id","attributeValue":"2","assignments":{}}""", "another attribute")]
    public void A_malformed_cookie_is_left_out_with_the_reason(string name, string value, string reason)
    {
        var good = Default.Write(SampleEffects.Document("7", ("e__0", "v"))).Single();
        var (buckets, faults) = Default.Read([new(name, value), new(good.Name, good.Value), new(name, null!), new(null!, value)]);
        Assert.Equal("7", Assert.Single(buckets).AttributeValue);
        Assert.Equal(2, faults.Length);
        Assert.Equal(name, faults[0].Name);
        Assert.Contains(reason, faults[0].Reason);
    }

    [Property]
    public bool No_cookie_makes_reading_throw(string? name, string? value) =>
        Default.Read([new(StickyBucketCookieOptions.DefaultPrefix + name, value!), new(name!, value!)]).Buckets.Count == 0;

    [Fact]
    public void Two_cookies_of_one_document_are_merged_and_the_first_wins()
    {
        var (first, second) = (SampleEffects.Document("1", ("a__0", "x"), ("b__0", "y")), SampleEffects.Document("1", ("b__0", "z"), ("c__0", "w")));
        var (buckets, _) = Default.Read(
        [
            new("gbStickyBuckets__id||1", first.ToString()),
            new("gbStickyBuckets__id%7C%7C1", Uri.EscapeDataString(second.ToString())),
        ]);
        Assert.Equal(SampleEffects.Document("1", ("a__0", "x"), ("b__0", "y"), ("c__0", "w")), Assert.Single(buckets));
    }

    [Fact]
    public void Effects_give_a_cookie_for_each_document()
    {
        Effects effects =
        [
            new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("a__0", "x"))), SampleEffects.Exposure(),
            new Effect.StickyBucketAssigned(SampleEffects.Document("2", ("a__0", "x"))),
            new Effect.StickyBucketAssigned(SampleEffects.Document("1", ("b__0", "y"))),
        ];
        Assert.Equal(
            [.. Default.Write(SampleEffects.Document("1", ("a__0", "x"), ("b__0", "y"))), .. Default.Write(SampleEffects.Document("2", ("a__0", "x")))],
            Default.Write(effects).ToArray());
    }

    [Fact]
    public void Null_arguments_throw()
    {
        Assert.Throws<ArgumentNullException>("cookies", () => Default.Read(null!));
        Assert.Throws<ArgumentNullException>("document", () => Default.Write((StickyAssignmentDocument)null!));
        Assert.Throws<ArgumentNullException>("key", () => Default.Name(null!));
    }
}
