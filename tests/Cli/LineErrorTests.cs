namespace GrowthBook.Cli.Tests;

/// <summary>Files of users, records and exposures with lines that cannot be read, or without any.</summary>
public sealed class LineErrorTests(Files files) : IClassFixture<Files>
{
    public static TheoryData<string[]> Commands() => [.. LineCommands.All, ["srm", "--payload", "p.json", "--"]];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Ten_errors_are_shown_the_others_are_counted_and_the_exit_code_is_3(string[] command)
    {
        var run = await RunAsync(command, "{\"id\":\"u\",\"context\":{\"attributes\":{}},\"feature\":\"f\"}\n" + string.Concat(Enumerable.Repeat("{]\n", 15)));

        var lines = run.Error.Split('\n').Where(line => line.Contains(": line ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(10, lines.Length);
        Assert.Contains(run.Error.Split('\n'), line => line.Contains(" more ", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, run.Code);
    }

    [Fact]
    public void The_text_of_an_error_that_is_not_shown_is_not_made_and_all_lines_are_counted()
    {
        var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(() => Stream.Null, TextWriter.Null, error);
        var (errors, made) = (new LineErrors("f", terminal), 0);

        for (var i = 0; i < 15; i++)
            errors.Add(() => $"error {++made}", lines: 2);
        errors.End();

        Assert.Equal((10, 30L), (made, errors.Count));
        Assert.EndsWith("gb: f: error 10\ngb: f: 10 more lines that cannot be read\n", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Text in Latin-1, in which the letter é is the byte E9.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_line_that_is_not_UTF_8_is_an_error_with_its_byte_and_the_others_are_read(string[] command)
    {
        var lines = command[0] is "srm" ? "{\"experiment\":\"x\",\"variation\":0}\n"
            : command.Contains("--users") ? "{\"id\":\"u\"}\n"
            : "{\"id\":\"u\",\"context\":{\"attributes\":{}},\"feature\":\"f\"}\n";
        var all = await RunAsync(command, lines + lines);

        var run = await RunAsync(command, System.Text.Encoding.Latin1.GetBytes(lines + "  {\"id\":\"é\"}\n" + lines));

        Assert.Equal(ExitCode.BadInput, run.Code);
        if (command[0] is "lint" or "replay")
            Assert.StartsWith(all.Output.TrimEnd('\n'), run.Output, StringComparison.Ordinal);
        else
            Assert.Contains("1 line was not read", run.Output, StringComparison.Ordinal);
        Assert.Matches("^gb: .*: line 2[:,] not UTF-8, such as text in Latin-1; convert it to UTF-8 \\(byte 10\\)\n", run.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_file_without_lines_exits_with_3(string[] command)
    {
        var run = await RunAsync(command, "\n");

        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Matches("^gb: .*: no(thing)? |^gb: no ", run.Error);
    }

    [Fact]
    public async Task A_file_without_records_evaluates_no_feature_so_that_none_is_a_finding()
    {
        var wrong = await RunAsync(["lint", "p.json", "--records"], "[{\"feature\":\"f\"}]");

        Assert.DoesNotContain("GB404", wrong.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, $"gb: {files.PathOf("lines")}: is a JSON array, and not JSON Lines; write one object per line, such as with jq -c '.[]'\n"), (wrong.Code, wrong.Error));
    }

    /// <summary>A run that ends after the time that it has to end reports its interruption on another thread.</summary>
    [Fact]
    public void Several_reports_of_an_interruption_are_one_message()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(() => Stream.Null, TextWriter.Null, error);

        Parallel.For(0, 8, i => Assert.Equal(ExitCode.Interrupted, terminal.Fail(new Fault(ExitCode.Interrupted, "interrupted"))));
        Assert.Equal(ExitCode.BadInput, terminal.Fail(Fault.Input("other")));

        Assert.Equal("gb: interrupted\ngb: other\n", error.ToString());
    }

    [Theory]
    [InlineData("lint", "p.json", "--records", "-")]
    [InlineData("power", "p.json", "--experiment", "x", "--users-per-week", "1000", "--rate", "0.1", "--users", "-")]
    public async Task Cancellation_exits_with_130(params string[] command)
    {
        files.Write("p.json", LineCommands.Payload);
        using var ended = new CancellationTokenSource();
        using var terminal = new Terminal(() => new CancellingStream(ended), TextWriter.Null, TextWriter.Null);
        var run = CommandOf(command[0], terminal).Parse(WithFolder(command[1..]), new System.CommandLine.ParserConfiguration()).InvokeAsync(null, ended.Token);

        Assert.Equal((int)ExitCode.Interrupted, await run);
    }

    [Fact]
    public async Task Generated_users_have_a_progress_bar_and_the_same_output()
    {
        var args = new[] { "simulate", files.Write("p.json", LineCommands.Payload), "--users", "20000" };
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
        using var terminal = new Terminal(() => Stream.Null, output, error, errorTraits: new TerminalTraits(() => 80, HasColors: true));

        Assert.Equal(ExitCode.Ok, await CommandLine.RunAsync(args, terminal));

        Assert.Equal((await Gb.RunAsync(args)).Output, output.ToString());
        Assert.Contains(" users", error.ToString(), StringComparison.Ordinal);
    }

    private static System.CommandLine.Command CommandOf(string name, Terminal terminal) =>
        name == "lint" ? Cli.Commands.LintCommand.Create(terminal) : Cli.Commands.PowerCommand.Create(terminal);

    private string[] WithFolder(string[] command) => [.. command.Select(word => word == "p.json" ? files.PathOf(word) : word)];

    private Task<Gb.Run> RunAsync(string[] command, string text) => RunAsync(command, System.Text.Encoding.UTF8.GetBytes(text));

    private Task<Gb.Run> RunAsync(string[] command, byte[] text)
    {
        files.Write("p.json", LineCommands.Payload);
        return Gb.RunAsync([.. WithFolder(command), files.Write("lines", text)]);
    }

    /// <summary>A text without end that cancels the command at its first read.</summary>
    private sealed class CancellingStream(CancellationTokenSource ended) : MemoryStream
    {
        private int _written;

        public override int Read(Span<byte> buffer)
        {
            ended.Cancel();
            for (var i = 0; i < buffer.Length; i++)
                buffer[i] = "{}\n"u8[_written++ % 3];
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
