namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Evaluation accepts any URL; a malformed URL matches no pattern and overrides nothing.</summary>
public class MalformedUrlTests
{
    private const string Payload =
        """
        {"features":{"f":{"defaultValue":"no"}},
         "experiments":[
           {"key":"simple","variations":[{},{"urlRedirect":"https://b.example/%%%\u0000"}],"weights":[0,1],"persistQueryString":true,
            "urlPatterns":[{"type":"simple","pattern":"https://a.example/*","include":true},{"type":"simple","pattern":"%%%","include":true}]},
           {"key":"regex","variations":[{},{"urlRedirect":"::::"}],"weights":[0,1],"persistQueryString":true,
            "urlPatterns":[{"type":"regex","pattern":"(a+)+$","include":true},{"type":"regex","pattern":"(","include":true}]}]}
        """;

    public static TheoryData<string, string> Urls()
    {
        var data = new TheoryData<string, string>();
        var urls = new[]
        {
            "", "%%%", "%", "?", "#", "://", "http://", "http:", "https://?simple=1", "https://a.example/%%%?%%%=%&simple=%31#%",
            "\0\u0001\u001f\u007f", "https://a.example/\0\n\t\r?\0=\0", "https://a.example:99999999999/", "https://[::1", "https://[1:2:3:4:5:6:7:8:9]/",
            "https://\ud800.example/\udc00?simple=\ud800", "javascript:alert(1)", "data:,x?simple=1", "//a.example", "/path?simple=1", "file:///c:/x",
            "https://xn--a/", "https://a..b/", "https://256.256.256.256/", "https://user:pass@@@@a.example/", "\\\\a\\b",
            "?simple=99999999999999999999", "?simple=-1", "?simple=1e1", "?simple=0x1", "?simple=", "?&&&===&&&", "?=1", "?simple",
        };
        foreach (var culture in UnderCulturesAttribute.Names)
        {
            foreach (var url in urls)
                data.Add(culture, Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes(url)));
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Urls))]
    public void A_malformed_url_is_evaluated_without_an_exception(string culture, string url)
    {
        using var here = new CultureScope(culture);
        var context = new Context(GrowthBook.Payload.Parse(Payload).Value, Given.Attributes("""{"id":"1"}"""))
        {
            Url = System.Text.Encoding.Unicode.GetString(Convert.FromBase64String(url)),
        };
        Assert.NotNull(Evaluator.EvalPage(context).Result);
        Assert.Equal("no", Evaluator.EvalFeature(context, "f").Result.Value);
        Assert.NotNull(Evaluator.RunExperiment(context, new Experiment("simple", "a", "b")).Result);
    }

    [Theory]
    [UnderCultures]
    public void A_url_of_a_megabyte_is_evaluated(string culture)
    {
        using var here = new CultureScope(culture);
        var (payload, errors) = GrowthBook.Payload.Parse(Payload);
        Assert.All(errors, error => Assert.Contains(error.Path, new[] { "$.experiments[1].urlPatterns[1].pattern", "$.experiments[1].variations[1].urlRedirect" }));
        var urls = new[]
        {
            "https://a.example/" + new string('a', 1 << 20) + "!",
            "https://a.example/?" + string.Concat(Enumerable.Repeat("k=v&", 1 << 18)) + "simple=1",
            "https://" + new string('a', 1 << 20) + ".example/",
            "https://a.example/" + string.Concat(Enumerable.Repeat("%", 1 << 20)),
            string.Concat(Enumerable.Repeat("a/../", 1 << 18)),
        };
        // One under each culture: a megabyte takes its time, and the catastrophic pattern all it may have.
        var context = new Context(payload, Given.Attributes("""{"id":"1"}"""))
        {
            Url = urls[Array.IndexOf(UnderCulturesAttribute.Names, culture)],
        };
        Assert.NotNull(Evaluator.EvalPage(context).Result);
    }
}
