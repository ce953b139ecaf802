namespace GrowthBook.Cli.Tests;

/// <summary>Attributes of nearly the names that the payload reads.</summary>
public sealed class NearNameTests(Files files) : IClassFixture<Files>
{
    private const string Payload = """
        {"features":{
          "f":{"defaultValue":0,"rules":[{"condition":{"orders.count":{"$gte":25}},"force":2},{"condition":{"app":{"$vgte":"5.0"}},"force":3},{"key":"e","hashAttribute":"id","variations":[0,1]}]},
          "g":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"p","condition":{"value":true}}],"force":1}]},
          "p":{"defaultValue":false,"rules":[{"condition":{"device.os":"ios"},"force":true},{"force":true,"coverage":0.1,"hashAttribute":"company"}]},
          "h":{"defaultValue":0,"rules":[{"condition":{"memberId":"x"},"force":1},{"condition":{"member_id":"x"},"force":1}]},
          "v":{"defaultValue":0,"rules":[{"condition":{"device.osVersion":"1"},"force":1},{"condition":{"device.os_version":"1"},"force":1},{"condition":{"Orders.count":1},"force":1}]}}}
        """;

    [Theory]
    [InlineData("f", """{"ID":"u-3"}""", "gb: the user has no value of `id`, and one of `ID`; if they mean the same, give it as `id`\n")]
    [InlineData("f", """{"id":"u","App":"6.0"}""", "gb: the user has no value of `app`, and one of `App`; if they mean the same, give it as `app`\n")]
    [InlineData("f", """{"id":"u","orders.count":30}""", "gb: the payload reads `orders.count` as a member of an object, and the user has an attribute of this whole name; give {\"orders\":{\"count\":…}}\n")]
    [InlineData("f", """{"id":"u","orders":{"Count":30}}""", "gb: the user has no value of `orders.count`, and one of `orders.Count`; if they mean the same, give it as `orders.count`\n")]
    [InlineData("g", """{"id":"u","Device":{"os":"ios"},"company":"c"}""", "gb: the user has no value of `device.os`, and one of `Device`; if they mean the same, give it as `device`\n")]
    [InlineData("g", """{"id":"u","comapny":"c"}""", "gb: the user has no value of `company`, and one of `comapny`; if they mean the same, give it as `company`\n")]
    [InlineData("f", """{"id":"u","app":"6.0","App":"6.0","ID":"u"}""", "")]
    [InlineData("h", """{"memberId":"y"}""", "")]
    [InlineData("p", """{"ID":"u"}""", "")]
    [InlineData("v", """{"device":{"os_version":"2"},"Orders":{}}""", "")]
    [InlineData("v", """{"device":{"osVersion":"2"},"orders":{"count":1}}""", "")]
    public async Task Eval_warns_once_per_name_of_what_it_reads(string feature, string attributes, string warning)
    {
        var payload = files.Write("p.json", Payload);
        foreach (var form in new[] { "--json", "--value", "--allow-unknown" })
        {
            var run = await Gb.RunAsync("eval", feature, feature, "--payload", payload, "--attributes", attributes, form);
            Assert.Equal((ExitCode.Ok, warning), (run.Code, run.Error));
        }
    }

    [Fact]
    public async Task Records_are_named_once_per_name_with_their_line()
    {
        var records = files.Write("r.jsonl", string.Concat(Enumerable.Repeat("""{"context":{"attributes":{"id":"u","App":"6.0"}},"feature":"f"}""" + "\n", 3)) + """{"context":{"attributes":{"ID":"u"}},"experiment":{"key":"e","variations":[0,1]}}""");

        var run = await Gb.RunAsync("eval", "--records", records, "--payload", files.Write("p.json", Payload));

        Assert.Equal(
            $"gb: {records}:1: the user has no value of `app`, and one of `App`; if they mean the same, give it as `app`\ngb: {records}:4: the user has no value of `id`, and one of `ID`; if they mean the same, give it as `id`\n",
            run.Error);
    }

    [Theory]
    [InlineData("""{"attributes":{"id":"u-3"}}""")]
    [InlineData("""{"attributes":{},"url":"https://shop.example","qaMode":true}""")]
    public async Task A_context_in_the_place_of_attributes_is_a_fault(string attributes)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", files.Write("p.json", Payload), "--attributes", attributes);

        Assert.Equal((ExitCode.BadInput, "gb: --attributes: is a context, and no attributes of a user; give it with --context\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task An_attribute_of_the_name_attributes_is_none() => Assert.Equal(
        (ExitCode.Ok, ""),
        await Gb.RunAsync("eval", "f", "--payload", files.Write("p.json", Payload), "--attributes", """{"id":"u","attributes":{"id":"u-3"}}""") is var run ? (run.Code, run.Error) : default);

    [Fact]
    public async Task Expectations_that_hold_or_are_updated_warn_too()
    {
        var payload = files.Write("p.json", Payload);
        var file = files.Write("near.yaml", "expect:\n  - feature: f\n    attributes: { ID: u-3 }\n    value: 0\n  - feature: f\n    attributes: { ID: u-3, App: \"6.0\" }\n    value: 9\n");
        string[] warnings =
        [
            $"gb: {file}:2:5: f, {{\"ID\":\"u-3\"}}: the user has no value of `id`, and one of `ID`; if they mean the same, give it as `id`",
            $"gb: {file}:5:5: f, {{\"ID\":\"u-3\",\"App\":\"6.0\"}}: the user has no value of `app`, and one of `App`; if they mean the same, give it as `app`",
        ];

        var failed = await Gb.RunAsync("expect", file, "--payload", payload);
        var updated = await Gb.RunAsync("expect", file, "--payload", payload, "--update");

        Assert.Equal((ExitCode.Different, ExitCode.Ok), (failed.Code, updated.Code));
        Assert.Equal(warnings, failed.Error.TrimEnd().Split('\n'));
        Assert.Equal(warnings, updated.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("{ plan: [a, b], country: [PT] }", "attributes: { plan: \"${plan}\" }", "country")]
    [InlineData("{ plan: [a, b] }", "attributes: { plan: \"${'plan' == 'x'}\" }", "plan")]
    [InlineData("{ plan: [a, b], n: [1] }", "attributes: { list: [\"u-${plan}\"], object: { deep: \"${n == 1 ? plan : plan}\" } }", null)]
    public async Task A_name_of_a_matrix_in_no_expression_of_the_attributes_is_a_fault(string matrix, string attributes, string? unused)
    {
        var file = files.Write("matrix.yaml", $"users: {{ ada: {{ id: u }} }}\nexpect:\n  - feature: p\n    matrix: {matrix}\n    {attributes}\n    source: defaultValue\n");

        var run = await Gb.RunAsync("expect", file, "--payload", files.Write("p.json", Payload));

        Assert.Equal(
            unused is null ? (ExitCode.Ok, "expectations: 2, failed: 0") : (ExitCode.BadInput, $"{file}:3:5: matrix has `{unused}`, which is in no ${{…}} of the attributes; write \"${{{unused}}}\" there, or remove it"),
            (run.Code, run.Lines[0]));
    }

    [Theory]
    [InlineData("attributes: { id: u }")]
    [InlineData("user: ada")]
    public async Task A_matrix_without_an_expression_is_a_warning(string attributes)
    {
        var file = files.Write("matrix.yaml", $"users: {{ ada: {{ id: u }} }}\nexpect:\n  - feature: p\n    matrix: {{ plan: [a, b] }}\n    {attributes}\n    source: defaultValue\n");

        var run = await Gb.RunAsync("expect", file, "--payload", files.Write("p.json", Payload));

        Assert.Equal((ExitCode.Ok, $"gb: {file}:3:5: matrix has `plan`, which is in no ${{…}} of the attributes; write \"${{plan}}\" there, or remove it\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("{ app: ${app} }", "${app}")]
    [InlineData("{ id: \"u-${app}\", app: ${app} }", "${app}")]
    [InlineData("{ app: v-${app}, b: 1 }", "v-${app}")]
    [InlineData("{ list: [${app == 1}] }", "${app == 1}")]
    [InlineData("{ id: \"${app}\", app: { }", null)]
    public async Task An_expression_without_quotes_is_named_with_its_mend(string attributes, string? text)
    {
        var file = files.Write("flow.yaml", $"expect:\n  - feature: p\n    matrix: {{ app: [1, 2] }}\n    attributes: {attributes}\n    value: false\n");

        var run = await Gb.RunAsync("expect", file, "--payload", files.Write("p.json", Payload));

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("not YAML", run.Lines[0], StringComparison.Ordinal);
        if (text is null)
            Assert.DoesNotContain("quote a text", run.Lines[0], StringComparison.Ordinal);
        else
            Assert.EndsWith($"; within {{ }} and [ ], quote a text with an expression: \"{text}\"", run.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user_id", "user_id \"u5\"", """{"user_id":"u5"}""")]
    [InlineData("id", "id \"u5\"", "\"u5\"")]
    public async Task An_example_of_a_difference_is_named_by_the_attribute_that_is_hashed(string name, string shown, string json)
    {
        string PayloadOf(string weights) => $$$"""{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","hashAttribute":"{{{name}}}","variations":[0,1],"hashVersion":2,"weights":{{{weights}}} }]}} }""";
        var (old, @new) = (files.Write("old.json", PayloadOf("[1,0]")), files.Write("new.json", PayloadOf("[0,1]")));
        var users = files.Write("u.jsonl", $"{{\"{name}\":\"u5\"}}\n");
        var page = files.PathOf("users.html");

        await Gb.RunAsync("diff", old, @new, "--users", users, "--html", page);
        var text = await Gb.RunAsync("diff", old, @new, "--users", users);
        var result = await Gb.RunAsync("diff", old, @new, "--users", users, "--json");

        Assert.Contains($"  e of f, moved: line 1, {shown}: 0 → 1", text.Lines);
        Assert.Contains($"line 1, <code>{shown.Replace("\"", "&quot;", StringComparison.Ordinal)}</code>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(json, Value.Parse(result.Output).Value!["users"]["experiments"][0]["examples"]["moved"]["id"].ToJson());
    }
}
