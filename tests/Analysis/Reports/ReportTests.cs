using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GrowthBook.Analysis.Tests;

/// <summary>What holds for the page of each kind of result.</summary>
public sealed partial class ReportTests
{
    public static TheoryData<string> Kinds => [.. Report.Kinds];

    [Fact]
    public void Each_kind_of_result_has_a_sample() => Assert.Equal(Report.Kinds, SampleResults.All.Select(result => result["kind"].AsString()).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_equal_result_has_an_equal_page_in_every_culture(string kind)
    {
        var page = Report.ToHtml(SampleResults.Of(kind)).Value;
        var again = (Value.Object)Value.Parse(SampleResults.Of(kind).ToString()).Value!;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "minus", NumberDecimalSeparator = ";" } };
            Assert.Equal(page, Report.ToHtml(again).Value);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hostile_texts_add_no_element_and_no_attribute(string kind)
    {
        var result = SampleResults.Of(kind);
        var page = Report.ToHtml(HostileTexts.In(result)).Value!;
        var plain = Report.ToHtml(HostileTexts.In(result, "0")).Value!;

        Assert.Equal(Elements(plain), Elements(page));
        Assert.DoesNotContain("alert(1)</script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", page, StringComparison.Ordinal);
        Assert.Contains("\\u202e\\u2028\\u0000\uFFFD\\u000a", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_page_refers_to_nothing_outside_of_it(string kind)
    {
        var page = Report.ToHtml(SampleResults.Of(kind)).Value!;

        Assert.Equal(["href=\"data:,\""], Reference().Matches(page).Select(match => match.Value));
        Assert.DoesNotMatch(@"url\(|@import|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(|\bstyle=|\bon[a-z]+=", page);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_policy_allows_the_own_script_and_style_only(string kind)
    {
        var page = Report.ToHtml(SampleResults.Of(kind)).Value!;
        var policy = WebUtility.HtmlDecode(Policy().Match(page).Groups[1].Value);

        Assert.Equal(
            $"default-src 'none'; style-src '{HashOf("style")}'; script-src '{HashOf("script")}'; img-src data:; base-uri 'none'; form-action 'none'", policy);

        string HashOf(string element)
        {
            var content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            return "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Elements_are_nested_and_ids_are_unique(string kind)
    {
        var page = Report.ToHtml(SampleResults.Of(kind)).Value!;
        var open = new Stack<string>();
        foreach (var element in Elements(page))
        {
            var name = element.TrimStart('/').Split(' ')[0];
            if (element[0] == '/')
                Assert.Equal(name, open.Pop());
            else if (name is not ("!doctype" or "meta" or "link" or "input") || element.EndsWith('/'))
                open.Push(name);
        }
        Assert.Empty(open);
        Assert.Equal(Id().Matches(page).Select(match => match.Value).Distinct(), Id().Matches(page).Select(match => match.Value));
    }

    [Fact]
    public void A_partial_result_another_kind_and_another_version_have_no_page()
    {
        const string Kinds = "\"diff\", \"expect\", \"find-user\", \"lint\", \"matrix\", \"power\", \"rebalance\", \"simulate\" or \"srm\"";
        AssertFault($"fatal error at $.kind: is missing; expected {Kinds}", Value.Object.Empty);
        AssertFault($"fatal error at $.kind: is \"difference\"; expected {Kinds}", SampleResults.Diff.With("kind", "difference"));
        AssertFault($"fatal error at $.kind: is 7; expected {Kinds}", SampleResults.Diff.With("kind", 7));
        AssertFault("fatal error at $.schemaVersion: is 2; expected 1", SampleResults.Diff.With("schemaVersion", 2));
        AssertFault("fatal error at $.schemaVersion: is missing; expected 1", new Value.Object([new("kind", "lint")]));
        AssertFault(
            "fatal error at $.partial: a partial result has no page; make the whole and its page with `gb merge PART… --html FILE`", SampleResults.Diff.With("partial", Value.Object.Empty));

        static void AssertFault(string fault, Value.Object result)
        {
            var (page, faults) = Report.ToHtml(result);
            Assert.Null(page);
            Assert.Equal([fault], faults.Select(each => each.ToString()));
        }
    }

    /// <summary>The tags of a page, with the names of their attributes and without the values.</summary>
    private static string[] Elements(string page) => [.. Tag().Matches(Asset().Replace(page, "<$1></$1>")).Select(match => AttributeValue().Replace(match.Groups[1].Value, ""))];

    [GeneratedRegex("""\b(?:src|href|action|srcset|poster|data|cite|formaction|ping|background)="[^"]*" ?|\bhttp-equiv="refresh" """)]
    private static partial Regex Reference();

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex(@"<(style|script)>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Asset();

    [GeneratedRegex("<([^>]*)>")]
    private static partial Regex Tag();

    [GeneratedRegex("=\"[^\"]*\"")]
    private static partial Regex AttributeValue();

    [GeneratedRegex("\\bid=\"[^\"]*\"")]
    private static partial Regex Id();
}
