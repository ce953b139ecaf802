using System.Globalization;

namespace GrowthBook.Cli.Tests;

/// <summary>
/// The texts of a payload, a user and a record come from strangers. Whatever they are, each command prints lines of its
/// own only, and no character that a terminal acts on.
/// </summary>
public sealed class ForgeryTests(Files files) : IClassFixture<Files>
{
    /// <summary>In JSON: line ends, a control sequence with one character and with two, marks of writing direction.</summary>
    private const string Text = "x\\r\\nvalue: forged\\u001b[2J\u009b31m\u0085\u2028\u2029\u202e\u2066";

    private const string Feature = "f\r\nvalue: forged\u001b[2J\u009b31m\u0085\u2028\u202e";

    private const string FeatureJson = "f\\r\\nvalue: forged\\u001b[2J\u009b31m\u0085\u2028\u202e";

    private const string Payload = $$$$"""
        {"features":{"{{{{FeatureJson}}}}":{"defaultValue":"{{{{Text}}}}","rules":[
          "{{{{Text}}}}",
          {"id":"{{{{Text}}}}","condition":{"{{{{Text}}}}":{"$eq":"{{{{Text}}}}"}},"force":"{{{{Text}}}}","{{{{Text}}}}":1},
          {"id":"{{{{Text}}}}","parentConditions":[{"id":"{{{{Text}}}}","condition":{"value":"{{{{Text}}}}"}}],"force":1},
          {"id":"{{{{Text}}}}","filters":[{"attribute":"{{{{Text}}}}","seed":"{{{{Text}}}}","ranges":[[0,0.1]]}],"force":1},
          {"key":"{{{{Text}}}}","seed":"{{{{Text}}}}","name":"{{{{Text}}}}","hashAttribute":"{{{{Text}}}}","variations":["{{{{Text}}}}","{{{{Text}}}}"],
           "meta":[{"key":"{{{{Text}}}}","name":"{{{{Text}}}}"},{"key":"{{{{Text}}}}","name":"{{{{Text}}}}"}]}]}}}
        """;

    private const string Attributes = $$"""{"{{Text}}":"{{Text}}"}""";

    public static TheoryData<string[]> Commands() =>
    [
        ["eval", Feature, "no such\n\u001bfeature", "-p", "PAYLOAD", "-a", Attributes],
        ["eval", Feature, "no such\n\u001bfeature", "-p", "PAYLOAD", "-a", Attributes, "--allow-unknown"],
        ["eval", Feature, "-p", "PAYLOAD", "--context", $$"""{"{{Text}}":1}"""],
        ["eval", Feature, "-p", "PAYLOAD", "-a", "no such\n\u001bfile.json"],
        ["check", "OTHER"],
        ["eval", Feature, "-p", "PAYLOAD", "-a", Attributes, "--json"],
        ["explain", Feature, "-p", "PAYLOAD", "-a", Attributes],
        ["explain", Feature, "-p", "PAYLOAD", "-a", $$"""{"{{Text}}":null}"""],
        ["explain", Feature, "-p", "PAYLOAD", "-a", Attributes, "--json"],
        ["check", "-p", "PAYLOAD"],
        ["check", "-p", "no such\n\u001bfile"],
        ["check", "-p", "MALFORMED"],
        ["eval", Feature, "-p", "PAYLOAD", "-a", Text],
        ["eval", Feature, "-p", "PAYLOAD", "--context", $$$"""{"attributes":{{{Attributes}}},"url":"{{{Text}}}","forcedVariations":{"{{{Text}}}":"{{{Text}}}"}}"""],
        ["eval", "--records", "RECORDS", "-p", "PAYLOAD"],
        ["replay", "--records", "RECORDS", "-p", "PAYLOAD"],
        ["no such\n\u001bcommand"],
        ["eval", "--no-such\n\u001boption"],
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_command_prints_a_line_or_a_control_sequence_of_a_strangers_text(string[] command)
    {
        var paths = new Dictionary<string, string>
        {
            ["PAYLOAD"] = files.Write("p.json", Payload),
            ["MALFORMED"] = files.Write("m.json", $$$"""{"features":{"{{{Text}}}":{{{Text}}}"""),
            ["OTHER"] = files.Write("o.json", $$$"""{"{{{Text}}}":1,"feature":1}"""),
            ["RECORDS"] = files.Write("r.jsonl", Records()),
        };

        var run = await Gb.RunAsync([.. command.Select(argument => paths.GetValueOrDefault(argument, argument))]);

        foreach (var text in new[] { run.Output, run.Error })
        {
            Assert.DoesNotContain(text, unit => unit != '\n' && IsUnsafe(unit));
            Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("value: forged", StringComparison.Ordinal));
        }
        Assert.NotEqual("", run.Output + run.Error);
    }

    /// <summary>A script needs the value; a terminal would obey it.</summary>
    [Fact]
    public async Task A_value_alone_is_exact_for_a_program_and_escaped_on_a_terminal()
    {
        string[] command = ["eval", "-p", files.Write("exact.json", "{\"features\":{\"f\":{\"defaultValue\":\"" + Text + "\"}}}"), "--value"];
        var shown = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(() => Stream.Null, shown, TextWriter.Null, new TerminalTraits(() => 80, HasColors: false));

        Assert.Equal(ExitCode.Ok, await CommandLine.RunAsync(command, terminal));
        Assert.Equal("x\\u000d\\u000avalue: forged\\u001b[2J\\u009b31m\\u0085\\u2028\\u2029\\u202e\\u2066\n", shown.ToString());
        Assert.Equal("x\r\nvalue: forged\u001b[2J\u009b31m\u0085\u2028\u2029\u202e\u2066\n", (await Gb.RunAsync(command)).Output);
    }

    /// <summary>An escaped character is the same character to a reader of JSON.</summary>
    [Fact]
    public async Task Lines_of_json_keep_their_values()
    {
        var run = await Gb.RunWithAsync(
            "{\"feature\":\"f\",\"id\":\"😀 \u2028\u009b\"}", "eval", "--records", "-", "-p", files.Write("small.json", """{"features":{"f":{}}}"""));

        Assert.Contains("\"id\":\"😀 \\u2028\\u009b\"", run.Output, StringComparison.Ordinal);
        Assert.Equal("😀 \u2028\u009b", System.Text.Json.JsonDocument.Parse(run.Output).RootElement.GetProperty("id").GetString());
    }

    private static string Records() => string.Concat(new[]
    {
        $$$"""{"id":"{{{Text}}}","feature":"{{{FeatureJson}}}","attributes":{{{Attributes}}},"result":{"value":"{{{Text}}}","{{{Text}}}":1},"effects":[]}""",
        $$$"""{"id":"{{{Text}}}","feature":"f","payloadHash":"{{{Text}}}"}""",
        $$$"""{"id":"{{{Text}}}","feature":"f","attributes":"{{{Text}}}"}""",
        $$$"""{"id":"{{{Text}}}","feature":{{{Text}}}}""",
    }.Select(record => record + "\n"));

    private static bool IsUnsafe(char unit) => char.IsControl(unit)
        || CharUnicodeInfo.GetUnicodeCategory(unit) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
