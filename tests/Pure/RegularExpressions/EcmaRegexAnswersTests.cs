using GrowthBook.Pure.Tests.NodeAnswers;
using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.RegularExpressions;

/// <summary>Patterns match as Node's <c>RegExp</c> does.</summary>
public sealed class EcmaRegexAnswersTests
{
    [Theory]
    [NodeAnswers("expressions", "anchors")]
    public void Anchors_and_dot(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "classes")]
    public void Classes(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "escapes")]
    public void Escapes_of_annex_B(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "quantifiers")]
    public void Quantifiers(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "groups")]
    public void Groups_and_references(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "lookarounds")]
    public void Lookarounds(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "choices")]
    public void Literals_bound_to_an_end_and_choices_of_them(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "case")]
    public void Case_is_ignored_by_canonicalize(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "search")]
    public void Searches_find_the_first_candidate(string row) => Check(row);

    [Theory]
    [NodeAnswers("expressions", "malformed")]
    public void Malformed_patterns_are_refused_with_a_message(string row)
    {
        var (pattern, isRefused) = (new Row(row).Text(0), new Row(row).IsTrue);
        Assert.Equal(isRefused, EcmaRegex.Parse(pattern, ignoreCase: false, out var error) is null);
        Assert.Equal(isRefused, EcmaRegex.Parse(pattern, ignoreCase: true, out _) is null);
        Assert.Matches("^[a-z].*[^.]$", error);
    }

    private static void Check(string json)
    {
        var row = new Row(json);
        var expression = EcmaRegex.Parse(row.Text(0), row.Text(1) == "i", out var error);
        Assert.Null(error);
        Assert.Equal(row.IsTrue ? RegexOutcome.Match : RegexOutcome.NoMatch, expression!.Test(row.Text(2)));
    }
}
