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
        var page = Report.ToHtml(SampleResults.Of(kind));
        var again = (Value.Object)Value.Parse(SampleResults.Of(kind).ToString()).Value!;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "minus", NumberDecimalSeparator = ";" } };
            Assert.Equal(page, Report.ToHtml(again));
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
        var page = Report.ToHtml(HostileTexts.In(result))!;
        var plain = Report.ToHtml(HostileTexts.In(result, "0"))!;

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
        var page = Report.ToHtml(SampleResults.Of(kind))!;

        Assert.Equal(["href=\"data:,\""], Reference().Matches(page).Select(match => match.Value));
        Assert.DoesNotMatch(@"url\(|@import|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(|\bstyle=|\bon[a-z]+=", page);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_policy_allows_the_own_script_and_style_only(string kind)
    {
        var page = Report.ToHtml(SampleResults.Of(kind))!;
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
        var page = Report.ToHtml(SampleResults.Of(kind))!;
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

    /// <summary>A result of another version of a tool, or written by hand, can have any value in the place of any other.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Members_of_other_types_give_a_page(string kind)
    {
        var result = SampleResults.Of(kind);
        Value[] others = [-1e300, "text", Value.Object.Empty, new[] { 1 }];
        Assert.NotNull(Report.ToHtml(new Value.Object([new("kind", kind), new("schemaVersion", 1)])));
        foreach (var name in Names(result).Except(["kind", "schemaVersion"]).Distinct())
        {
            foreach (var other in others)
                Assert.NotNull(Report.ToHtml((Value.Object)Replace(result, name, other)));
        }
    }

    [Fact]
    public void Another_kind_and_another_version_have_no_page()
    {
        Assert.Null(Report.ToHtml(Value.Object.Empty));
        Assert.Null(Report.ToHtml(SampleResults.Diff.With("kind", "difference")));
        Assert.Null(Report.ToHtml(SampleResults.Diff.With("schemaVersion", 2)));
    }

    /// <summary>The tags of a page, with the names of their attributes and without the values.</summary>
    private static string[] Elements(string page) => [.. Tag().Matches(Asset().Replace(page, "<$1></$1>")).Select(match => AttributeValue().Replace(match.Groups[1].Value, ""))];

    private static IEnumerable<string> Names(Value value) => value switch
    {
        Value.Array items => items.SelectMany(Names),
        Value.Object members => members.SelectMany(member => Names(member.Value).Prepend(member.Key)),
        _ => [],
    };

    private static Value Replace(Value value, string name, Value other) => value switch
    {
        Value.Array items => new Value.Array(items.Select(item => Replace(item, name, other))),
        Value.Object members => new Value.Object(members.Select(member => new KeyValuePair<string, Value>(
            member.Key, member.Key == name ? other : Replace(member.Value, name, other)))),
        _ => value,
    };

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
