namespace GrowthBook.Cli.Tests;

/// <summary>Attributes of a kind on which no condition of the payload depends.</summary>
public sealed class MisfitTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """
        {"features":{"f":{"defaultValue":false,"rules":[{"condition":{"seats":{"$in":[3,4]}},"force":true},{"condition":{"device.beta":true},"force":true}]}}}
        """;

    [Theory]
    [InlineData("eval", "f")]
    [InlineData("eval", "f", "--json")]
    [InlineData("eval", "f", "--value")]
    [InlineData("explain", "f")]
    [InlineData("explain", "f", "--json")]
    [InlineData("explain", "f", "--why-not", "true")]
    public async Task Eval_and_explain_warn_once_per_attribute(params string[] command)
    {
        var run = await Gb.RunAsync([.. command, "--payload", files.Write("p.json", Payload), "--attributes", """{"id":"u","seats":"3","device":{"beta":"off"}}"""]);

        Assert.Equal(
            """
            gb: the attribute `seats` is a text, whose value decides no condition of the payload; give it as a number, or correct the conditions
            gb: the attribute `device.beta` is a text that means false but counts as true, whose value decides no condition of the payload; give it as a boolean, or correct the conditions

            """,
            run.Error);
    }

    [Theory]
    [InlineData("--attributes", """{"id":"u","seats":5,"device":{"beta":"yes"}}""")]
    [InlineData("--context", """{"attributes":{"seats":"3"},"attributeOverrides":{"seats":3}}""")]
    [InlineData("--url", "https://shop.example")]
    public async Task Attributes_that_fit_are_no_warning(string option, string value)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", files.Write("p.json", Payload), option, value);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task A_text_in_another_case_and_a_date_in_another_form_are_warnings()
    {
        var payload = files.Write("texts.json", """{"features":{"f":{"rules":[{"condition":{"plan":"pro","created":{"$gte":"2026-01-01"}},"force":true}]}}}""");

        var run = await Gb.RunAsync("eval", "f", "--payload", payload, "--attributes", """{"plan":"Pro","created":"01.03.2026"}""");

        Assert.Equal(
            """
            gb: the attribute `plan` is a text that differs from one of the conditions by its case only, whose value decides no condition of the payload; give it as a text in the same case, or correct the conditions
            gb: the attribute `created` is a text that is no ISO 8601 date, whose value decides no condition of the payload; give it as a date such as 2026-01-31, or correct the conditions

            """,
            run.Error);
    }

    [Fact]
    public async Task A_context_and_its_overrides_count()
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", files.Write("p.json", Payload), "--context", """{"attributes":{"seats":3},"attributeOverrides":{"seats":"3"}}""");

        Assert.Equal("gb: the attribute `seats` is a text, whose value decides no condition of the payload; give it as a number, or correct the conditions\n", run.Error);
    }

    [Fact]
    public async Task Of_many_attributes_twenty_are_named()
    {
        var tests = string.Join(",", Enumerable.Range(0, 25).Select(i => Name(i) + ":{\"$eq\":3}"));
        var payload = """{"features":{"f":{"rules":[{"condition":{TESTS},"force":1}]}}}""".Replace("TESTS", tests, StringComparison.Ordinal);
        var user = "{" + string.Join(",", Enumerable.Range(0, 25).Select(i => $"{Name(i)}:\"3\"")) + "}";

        var run = await Gb.RunAsync("eval", "f", "--payload", files.Write("many.json", payload), "--attributes", user);

        Assert.Equal(21, run.Error.Trim().Split('\n').Length);
        Assert.EndsWith("gb: 5 more attributes have such a kind\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_as_a_number_is_a_warning()
    {
        var payload = files.Write("v.json", """{"features":{"f":{"rules":[{"condition":{"app":{"$vgte":"5.2"}},"force":true}]}}}""");

        var run = await Gb.RunAsync("explain", "f", "--payload", payload, "--attributes", """{"app":5.10}""");

        Assert.Equal("gb: the attribute `app` is a number with a fraction, which loses the zeros at the end of a version (5.10 is 5.1); give it as a text\n", run.Error);
    }

    /// <summary>A file of users from a table in which all values are texts.</summary>
    [Fact]
    public async Task Commands_that_read_users_or_records_warn_once_with_the_first_line()
    {
        const string Text = "the attribute `seats` is a text, whose value decides no condition of the payload; give it as a number, or correct the conditions";
        var (old, @new) = (files.Write("old.json", Payload), files.Write("new.json", Payload.Replace("[3,4]", "[3,5]", StringComparison.Ordinal)));
        string[] all = ["""{"id":"a","seats":3}""", """{"id":"b","seats":"3"}""", """{"id":"c","seats":"4"}"""];
        var users = files.Write("users.jsonl", string.Join("\n", all));
        var records = files.Write("records.jsonl", string.Join("\n", all.Select(user => $$"""{"context":{"attributes":{{user}}},"feature":"f","result":{"value":false} }""")));
        var expectations = files.Write("f.yaml", """{"expect":[{"feature":"f","attributes":{"seats":"3"},"value":false}]}""");

        foreach (var (file, command) in new (string, string[])[]
        {
            (users, ["diff", old, @new, "--users", users]), (users, ["matrix", old, "--users", users]), (users, ["simulate", old, "--users", users]),
            (records, ["replay", "--payload", old, "--records", records]), (records, ["eval", "--payload", old, "--records", records]), (records, ["diff", old, @new, "--records", records]),
        })
        {
            var run = await Gb.RunAsync(command);
            Assert.Contains($"gb: {file}:2: {Text}\n", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain($":3: {Text}", run.Error, StringComparison.Ordinal);
        }
        var (markdown, page) = (files.PathOf("doubts.md"), files.PathOf("doubts.html"));
        var result = Value.Parse((await Gb.RunAsync("diff", old, @new, "--users", users, "--json", "--markdown", markdown, "--html", page)).Output).Value!;
        Assert.Equal(new Value.Array([$"line 2: {Text}"]), result["users"]["doubts"]);
        Assert.Contains("whose value decides no condition of the payload", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains("whose value decides no condition of the payload", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal($"gb: {expectations}:1:12: f, {{\"seats\":\"3\"}}: {Text}\n", (await Gb.RunAsync("expect", expectations, "--payload", old)).Error);
    }

    private static string Name(int i) => $"\"a{i}\"";
}
