namespace GrowthBook.Analysis.Tests.Expectations;

/// <summary>What YAML reads is what an author sees, or a warning.</summary>
public sealed class ScalarWarningTests
{
    private const string Payload = """
        {"features":{"wallet":{"defaultValue":false,"rules":[{"id":"fr","condition":{"app":{"$vgte":"5.2.0"}},"force":true},{"id":"vip","condition":{"vip":true},"force":true}]}}}
        """;

    [Theory]
    [InlineData("5.10", "is the number 5.1; quote it if it is a text, such as a version, and otherwise write 5.1")]
    [InlineData("1.0", "is the number 1; quote it if it is a text, such as a version, and otherwise write 1")]
    [InlineData("007", "is the number 7; quote it if it is a text, such as a version, and otherwise write 7")]
    [InlineData("+1", "is the number 1; quote it if it is a text, such as a version, and otherwise write 1")]
    [InlineData("1e3", "is the number 1000; quote it if it is a text, such as a version, and otherwise write 1000")]
    [InlineData(".5", "is the number 0.5; quote it if it is a text, such as a version, and otherwise write 0.5")]
    [InlineData("12345678901234567890", "is the number 12345678901234567000; quote it if it is a text, such as a version, and otherwise write 12345678901234567000")]
    [InlineData("1e999", "is beyond the numbers of JSON; quote it if it is a text")]
    [InlineData("1_000", "is a text, and no number; quote it, or write the number with decimal digits only")]
    [InlineData("0x10", "is a text, and no number; quote it, or write the number with decimal digits only")]
    [InlineData("0o17", "is a text, and no number; quote it, or write the number with decimal digits only")]
    [InlineData("-.inf", "is a text, and no number; quote it, or write the number with decimal digits only")]
    [InlineData(".NaN", "is a text, and no number; quote it, or write the number with decimal digits only")]
    [InlineData("no", "is a text, and no boolean; quote it, or write false")]
    [InlineData("NO", "is a text, and no boolean; quote it, or write false")]
    [InlineData("On", "is a text, and no boolean; quote it, or write true")]
    public void An_unquoted_scalar_that_YAML_reads_otherwise_is_a_warning(string text, string warning)
    {
        Assert.Equal([$"3:15: `{text}` {warning}"], WarningsOf(text).Where(IsOfScalar));
        Assert.Empty(WarningsOf($"\"{text}\""));
        Assert.Empty(WarningsOf($"'{text}'"));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("5.3.1")]
    [InlineData("2026-01-31")]
    [InlineData("1e+21")]
    [InlineData("true")]
    [InlineData("~")]
    [InlineData("PT")]
    [InlineData("y")]
    [InlineData("none")]
    [InlineData("_")]
    [InlineData("snake_case_1")]
    [InlineData("0xyz")]
    [InlineData("${app}")]
    public void Other_scalars_are_no_warning(string text) => Assert.DoesNotContain(WarningsOf(text), IsOfScalar);

    [Fact]
    public void Values_of_users_are_checked_and_expected_ones_names_and_shares_are_not()
    {
        var report = Check("""
            users: { no: { app: 1.10 } }
            expect:
              - { feature: wallet, user: no, value: off }
              - feature: wallet
                matrix: { app: [2.10, [3.10]] }
                attributes: { app: "${app}", deep: { list: [4.10] } }
                value: true
                variation: on
                rule: no
              - { feature: wallet, always: 5.10 }
              - { experiment: x, share: { a: 0.50 } }
            """);

        Assert.Equal(["1.10", "2.10", "3.10", "4.10"], report.Warnings.Where(IsOfScalar).Select(warning => warning.Split('`')[1]));
    }

    /// <summary>JSON is YAML too, and its numbers are what they look like.</summary>
    [Fact]
    public void A_file_of_JSON_has_no_warning() => Assert.Empty(Check("""
         {"users":{"ada":{"price":19.90,"list":[1e3]}},"expect":[{"feature":"wallet","user":"ada","value":false}]}
        """).Warnings);

    [Fact]
    public void Each_text_is_named_once_and_many_are_counted()
    {
        var many = string.Join(", ", Enumerable.Range(0, 2).SelectMany(_ => Enumerable.Range(10, 30)).Select(i => $"{i}.0"));

        var warnings = Check($"expect:\n  - {{ feature: wallet, attributes: {{ list: [{many}] }}, value: false }}").Warnings;

        Assert.Equal(21, warnings.Length);
        Assert.EndsWith(": 10 more unquoted texts that YAML reads as other values; quote them", warnings[^1], StringComparison.Ordinal);
    }

    /// <summary>5.10 is after 5.2 as a version, and the number 5.1 is before.</summary>
    [Fact]
    public void A_failure_of_a_user_names_the_step_that_decided_in_each_form()
    {
        var report = Check("""
            users: { ada: { app: 5.10, vip: 0 }, eve: { app: "5.1.0", vip: no } }
            expect: [{ feature: wallet, user: ada, value: true }, { feature: wallet, user: ada, value: false }, { feature: wallet, user: eve, value: false }]
            """);

        const string Reason = "fr: app $vgte \"5.2.0\", actual 5.1; vip: vip is true, actual 0";
        Assert.Equal([Reason, "", "vip: vip is true, actual \"no\""], report.Checks.Select(check => check.Reason)); // a text that is not empty is true
        Assert.Equal("value is false, expected true", Assert.Single(report.Checks[0].Failures));
        Assert.Equal(Reason, report.ToJson()["checks"][0]["reason"]);
        Assert.Contains($"message=\"value is false, expected true ({Reason.Replace("\"", "&quot;", StringComparison.Ordinal)})\"", report.ToJUnit("f"), StringComparison.Ordinal);
        Assert.Contains("decided by ", Report.ToHtml(report.ToJson()).Value, StringComparison.Ordinal);
        Assert.Contains("actual 5.1", Report.ToHtml(report.ToJson()).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_are_bounded()
    {
        var report = Check($$"""
            expect:
              - { feature: wallet, matrix: { app: [{{string.Join(", ", Enumerable.Range(0, 300))}}] }, attributes: { app: "{{new string('x', 2000)}}${app}" }, value: 1 }
            """);

        Assert.Equal((300, 200), (report.Checks.Length, report.Checks.Count(check => check.Reason.Length > 0)));
        Assert.All(report.Checks, check => Assert.InRange(check.Reason.Length, 0, 501));
    }

    private static IEnumerable<string> WarningsOf(string scalar) =>
        Check($"# values\nusers:\n  ada: {{ app: {scalar} }}\nexpect:\n  - {{ feature: wallet, user: ada, source: force }}\n").Warnings;

    private static ExpectationReport Check(string yaml) => Analysis.Expectations.Check(Sources.Of(Payload), yaml);

    /// <summary>Whether a warning is of the text in YAML, and not of a value that fits no condition.</summary>
    private static bool IsOfScalar(string warning) => !warning.Contains("the attribute `", StringComparison.Ordinal);
}
