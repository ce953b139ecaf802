namespace GrowthBook.Cli.Tests;

/// <summary>Lines that can be read, and may not be meant: an id that loses digits, and nesting that is cut.</summary>
public sealed class LineWarningTests(Files files) : IClassFixture<Files>
{
    private const string Lost = "the integer 12345678901234567 is read as 12345678901234568, as JavaScript reads it; write an id as a string";

    private static readonly string[][] All = [.. LineCommands.All, ["eval", "--payload", "p.json", "--records"]];

    public static TheoryData<string[]> Commands() => new(All);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_id_that_loses_digits_is_a_warning_of_its_line(string[] command)
    {
        var (line, path) = LineOf(command, "12345678901234567");
        var file = files.Write("lines.jsonl", LineOf(command, "\"u\"").Line + "\n\n" + line + "\n");

        var run = await RunAsync(command, file);

        Assert.Contains($"gb: warning: {file}:3: {path}.id: {Lost}\n", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n'), each => each.Contains("warning", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_first_warnings_are_shown_and_the_others_counted(string[] command)
    {
        var file = files.Write("lines.jsonl", string.Concat(Enumerable.Repeat(LineOf(command, "12345678901234567").Line + "\n", 3000)));

        var shown = (await RunAsync(command, file)).Error.Split('\n').Where(line => line.StartsWith($"gb: warning: {file}:", StringComparison.Ordinal)).ToArray();
        var (count, rest) = command[0] is "eval" or "replay" ? (20, "2,980 more diagnostics of records") : (10, "2,990 more warnings of lines");

        Assert.Equal(Enumerable.Range(1, count).Select(line => $"gb: warning: {file}:{line}"), shown.Select(line => line[..line.IndexOf(": $", StringComparison.Ordinal)]));
        Assert.Contains($"gb: {rest} in {file}\n", (await RunAsync(command, file)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_an_outcome_are_no_warning()
    {
        var record = """{"context":{},"feature":"f","result":{"value":12345678901234567,"on":true,"off":false,"source":"force","ruleId":""},"effects":[],"id":12345678901234567}""";

        foreach (var command in new[] { "eval", "replay" })
            Assert.DoesNotContain("warning", (await RunAsync([command, "--payload", "p.json", "--records"], files.Write("lines.jsonl", record))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_of_a_user_that_is_cut_is_shown()
    {
        var file = files.Write("lines.jsonl", "{\"id\":\"u\",\"deep\":" + new string('[', 300) + new string(']', 300) + "}\n");

        var run = await RunAsync(["simulate", "p.json", "--users"], file);

        Assert.Matches($"gb: error: {System.Text.RegularExpressions.Regex.Escape(file)}:1: \\$\\.deep.*: nested deeper than 256 levels; deeper parts count as null\n", run.Error);
    }

    [Theory]
    [InlineData("""{"feature":"f"}""")]
    [InlineData("""{"context":null,"feature":"f"}""")]
    [InlineData("""{"condition":{"a":1},"id":7}""")]
    [InlineData("""{"feature":"f","result":{"value":"a","on":true,"off":false,"source":"force","ruleId":""},"effects":[]}""")]
    public async Task A_record_without_a_context_is_an_error_of_its_line(string record)
    {
        foreach (var command in new string[][] { ["eval", "--payload", "p.json", "--records"], ["replay", "--payload", "p.json", "--records"], ["diff", "p.json", "p.json", "--records"], ["lint", "p.json", "--records"] })
        {
            var run = await RunAsync(command, files.Write("lines.jsonl", "{\"context\":{},\"feature\":\"f\"}\n" + record));

            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.Contains("line 2, $: has no context; write ", command[0] == "eval" ? run.Output : run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("id,country\nu-1,FR\n", "", " --ojsonl cat")]
    [InlineData("free-returns,1\nfree-returns,2\n", "", " --ojsonl cat")]
    [InlineData("\n\"id\";\"country\"\n\"u-1\";\"FR\"\n", " with columns separated by `;`", " --ifs ';' --ojsonl cat")]
    [InlineData("\uFEFFid;country\r\nu-1;FR\r\n", " with columns separated by `;`", " --ifs ';' --ojsonl cat")]
    [InlineData("\uFEFFsep=;\r\nid;age\r\nu-1;3,5\r\n", " with columns separated by `;`", " --ifs ';' --ojsonl cat, without its first line sep=;")]
    [InlineData("\"name, first\";id;\"price, EUR\"\nAda;u-1;3,5\n", " with columns separated by `;`", " --ifs ';' --ojsonl cat")]
    [InlineData("name, first;id\nAda;u-1\n", " with columns separated by `;`", " --ifs ';' --ojsonl cat")]
    [InlineData("id\tcountry\nu-1\tFR\n", " with columns separated by a tab", " --ifs tab --ojsonl cat")]
    [InlineData("id|country\nu-1|FR\n", " with columns separated by `|`", " --ifs '|' --ojsonl cat")]
    public async Task A_file_of_CSV_is_named_once(string text, string separator, string options)
    {
        var file = files.Write("lines.jsonl", text);

        foreach (var command in All)
        {
            var run = await RunAsync(command, file);
            Assert.Equal(ExitCode.BadInput, run.Code);
            Assert.Contains($"gb: {file}: is CSV{separator}, and not JSON Lines; write one JSON object per line, such as with mlr --icsv{options}\n", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("line 1", run.Error, StringComparison.Ordinal);
        }
    }

    private static (string Line, string Path) LineOf(string[] command, string id) => command.Contains("--users")
        ? ($$"""{"id":{{id}}}""", "$")
        : ($$$"""{"context":{"attributes":{"id":{{{id}}}}},"feature":"f"}""", "$.context.attributes");

    private Task<Gb.Run> RunAsync(string[] command, string file)
    {
        var payload = files.Write("p.json", LineCommands.Payload);
        return Gb.RunAsync([.. command.Select(argument => argument == "p.json" ? payload : argument), file]);
    }
}
