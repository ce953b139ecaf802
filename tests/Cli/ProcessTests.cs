using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>gb as a process, with streams and an exit code.</summary>
public sealed class ProcessTests(Files files) : IClassFixture<Files>
{
    private const string Request = """{"id":"ä","payload":{"features":{"f":{"defaultValue":"ü"}}},"context":{},"feature":"f"}""";

    [Fact]
    public async Task Standard_input_and_output_are_utf8()
    {
        using var gb = Start("eval", "--records", "-");
        await gb.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes("\uFEFF" + Request + "\r\n{}"));
        gb.StandardInput.Close();
        var output = new MemoryStream();
        await gb.StandardOutput.BaseStream.CopyToAsync(output);
        var error = await gb.StandardError.ReadToEndAsync();
        await gb.WaitForExitAsync();

        Assert.Equal(3, gb.ExitCode);
        Assert.Equal(
            """
            {"id":"ä","context":{"attributes":{}},"feature":"f","result":{"value":"ü","on":true,"off":false,"source":"defaultValue","ruleId":""},"effects":[{"type":"featureEvaluated","featureKey":"f","result":{"value":"ü","on":true,"off":false,"source":"defaultValue","ruleId":""}}],"payload":{"features":{"f":{"defaultValue":"ü"}}}}
            {"id":null,"error":"line 2, $: the record needs exactly one of feature, experiment and condition"}

            """,
            Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("gb: 1 of 2 records could not be evaluated; its line has an `error`\n", error);
    }

    [Fact]
    public async Task A_record_is_evaluated_before_the_next_is_read()
    {
        using var gb = Start("eval", "--records", "-");
        for (var i = 0; i < 3; i++)
        {
            await gb.StandardInput.WriteLineAsync("""{"context":{},"condition":{}}""");
            await gb.StandardInput.FlushAsync();
            Assert.Equal("""{"context":{"attributes":{}},"condition":{},"result":true,"effects":[]}""", await gb.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
        }
        gb.StandardInput.Close();
        await gb.WaitForExitAsync();
        Assert.Equal(0, gb.ExitCode);
    }

    [SkippableFact]
    public async Task A_closed_pipe_ends_an_evaluation_of_records_with_the_code_of_shells()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell with head");
        var records = files.PathOf("many.jsonl");
        File.WriteAllLines(records, Enumerable.Repeat(Request, 50_000));
        var script = $"{{ dotnet '{Dll}' eval --records '{records}'; echo \"exit $?\" >&2; }} | head -n 1";
        using var shell = Process("sh", "-c", script);
        shell.StandardInput.Close();

        var output = await shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.StartsWith("""{"id":"ä",""", output, StringComparison.Ordinal);
        Assert.Equal("exit 141\n", error);
    }

    /// <summary>Each result is longer than the buffer of a pipe, or its reader ends before it.</summary>
    [SkippableTheory]
    [InlineData("head -n 1", "", 1, "replay", "-p", "NEW", "--records", "RECORDS", "--limit", "20000")]
    [InlineData("head -n 1", "2>&1", 1, "replay", "-p", "NEW", "--records", "RECORDS", "--limit", "20000")]
    [InlineData("true", "", 1, "replay", "-p", "NEW", "--records", "RECORDS", "--json")]
    [InlineData("true", "2>&-", 1, "replay", "-p", "NEW", "--records", "RECORDS")]
    [InlineData("true", "", 0, "replay", "-p", "OLD", "--records", "RECORDS")]
    [InlineData("true", "", 1, "diff", "OLD", "NEW", "--fail-on", "valueOnly>0")]
    [InlineData("true", "", 1, "diff", "OLD", "NEW", "--records", "RECORDS", "--fail-on", "valueOnly>0")]
    [InlineData("true", "", 1, "lint", "LINT")]
    [InlineData("true", "2>&1", 3, "check", "LINT", "--strict")]
    [InlineData("true", "2>&1", 3, "check", "missing.json")]
    [InlineData("true", "2>&1", 2, "no-such-command")]
    [InlineData("true", "", 0, "eval", "-p", "OLD")]
    [InlineData("true", "", 0, "--help")]
    [InlineData("head -n 1", "", 3, "eval", "--records", "FAILING")]
    [InlineData("head -n 1", "", 141, "matrix", "OLD", "--users", "USERS")]
    [InlineData("head -n 1", "", 0, "matrix", "OLD", "--users", "USERS", "--html", "HTML")]
    public async Task A_reader_that_closes_the_pipe_does_not_change_the_exit_code(string reader, string streams, int code, params string[] args)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a shell");
        var records = Enumerable.Range(0, 20_000).Select(i => $"{{\"id\":\"{i}\",\"context\":{{\"attributes\":{{\"id\":\"u{i}\"}}}},\"feature\":\"f\",\"result\":{{\"value\":1,\"on\":true,\"off\":false,\"source\":\"defaultValue\",\"ruleId\":\"\"}}}}\n");
        var names = new Dictionary<string, string>
        {
            ["OLD"] = files.Write("pipe-old.json", """{"features":{"f":{"defaultValue":1}}}"""),
            ["NEW"] = files.Write("pipe-new.json", """{"features":{"f":{"defaultValue":2}}}"""),
            ["LINT"] = files.Write("pipe-lint.json", """{"features":{"f":{"defaultValue":1,"defaultValeu":2,"rules":[{"force":1},{"force":2}]}}}"""),
            ["RECORDS"] = files.Write("pipe.jsonl", string.Concat(records)),
            ["USERS"] = files.Write("pipe-users.jsonl", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{{\"id\":\"u{i}\"}}\n"))),
            ["HTML"] = files.PathOf("pipe-matrix.html"),
            ["FAILING"] = files.Write("pipe-failing.jsonl", "{}\n" + string.Concat(Enumerable.Repeat(Request + "\n", 50_000))),
        };
        var words = string.Join(" ", args.Select(argument => $"'{names.GetValueOrDefault(argument, argument)}'"));
        using var shell = Process("sh", "-c", $"{{ dotnet '{Dll}' {words} {streams}; echo \"exit $?\" >&3; }} 3>&2 | {reader}");
        shell.StandardInput.Close();

        await shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal($"exit {code}", error.TrimEnd('\n').Split('\n')[^1]);
    }

    /// <summary>The evaluation ends although more records could come.</summary>
    [SkippableFact]
    public async Task A_reader_that_closes_the_pipe_ends_an_evaluation_of_an_open_input()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a shell");
        using var shell = Process("sh", "-c", $"{{ dotnet '{Dll}' eval --records -; echo \"exit $?\" >&2; }} | head -n 1");
        await shell.StandardInput.WriteLineAsync(Request);
        await shell.StandardInput.FlushAsync();
        Assert.StartsWith("""{"id":"ä",""", await shell.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)), StringComparison.Ordinal);
        var error = shell.StandardError.ReadToEndAsync();
        for (var i = 0; i < 1000 && !error.IsCompleted; i++)
        {
            try
            {
                await shell.StandardInput.WriteLineAsync(Request);
                await shell.StandardInput.FlushAsync();
            }
            catch (IOException)
            {
                break; // gb has ended
            }
            await Task.WhenAny(error, Task.Delay(50));
        }

        Assert.Equal("exit 141\n", await error.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [SkippableFact]
    public async Task An_interrupt_ends_the_run_during_a_read()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs kill, and env --default-signal");
        // A background job of a shell ignores interrupts by inheritance.
        using var gb = Process("env", "--default-signal=INT", "dotnet", Dll, "eval", "--records", "-");
        await gb.StandardInput.WriteLineAsync("""{"context":{},"condition":{}}""");
        await gb.StandardInput.FlushAsync();
        Assert.Equal("""{"context":{"attributes":{}},"condition":{},"result":true,"effects":[]}""", await gb.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));

        using var kill = Process("kill", "-INT", gb.Id.ToString(CultureInfo.InvariantCulture));
        await gb.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(130, gb.ExitCode);
    }

    [SkippableFact]
    public async Task Several_signals_end_the_run_as_one()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs kill, and env --default-signal");
        using var gb = Process("env", "--default-signal=INT", "dotnet", Dll, "eval", "--records", "-");
        await gb.StandardInput.WriteLineAsync("""{"context":{},"condition":{}}""");
        await gb.StandardInput.FlushAsync();
        await gb.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));

        using var kill = Process("sh", "-c", $"for i in 1 2 3 4 5 6 7 8; do kill -INT {gb.Id}; kill -TERM {gb.Id}; done");
        await gb.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        // The system may deliver signals of two kinds in any order; the first one decides.
        Assert.Contains(gb.ExitCode, (int[])[130, 143]);
        Assert.Equal("gb: interrupted after 1 record\n", await gb.StandardError.ReadToEndAsync());
    }

    [SkippableFact]
    public async Task An_interrupt_ends_a_read_that_cannot_be_cancelled()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs kill, and env --default-signal");
        using var gb = Process("env", "--default-signal=INT", "dotnet", Dll, "check", "-");
        await gb.StandardInput.WriteAsync(new string(' ', 1 << 20)); // more than a pipe holds: the program reads
        using var kill = Process("kill", "-INT", gb.Id.ToString(CultureInfo.InvariantCulture));
        await gb.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((130, "gb: interrupted\n"), (gb.ExitCode, await gb.StandardError.ReadToEndAsync()));
    }

    [SkippableTheory]
    [InlineData("--records", "eval", "--records", "r.jsonl")]
    [InlineData("--records", "replay", "--records", "hard.jsonl")]
    [InlineData("PAYLOAD", "lint", "r.jsonl")]
    [InlineData("--html", "lint", "none", "--html", "r.jsonl")]
    public async Task A_file_to_which_standard_output_is_appended_is_neither_read_nor_overwritten(string name, params string[] args)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a shell");
        var records = files.Write("r.jsonl", Request + "\n");
        File.Delete(files.PathOf("hard.jsonl"));
        using var shell = Process("sh", "-c", $"cd '{files.Folder}' && ln r.jsonl hard.jsonl && dotnet '{Dll}' {string.Join(' ', args)} >> r.jsonl");
        shell.StandardInput.Close();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((2, $"gb: {name} names the file to which standard output is appended; name another file"), (shell.ExitCode, error.Split('\n')[0]));
        Assert.Equal(Request + "\n", File.ReadAllText(records));
    }

    [SkippableFact]
    public async Task A_file_from_which_standard_input_comes_is_not_overwritten()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a shell");
        var payload = files.Write("piped.json", """{"features":{"f":{"defaultValue":1}}}""");
        using var shell = Process("sh", "-c", $"dotnet '{Dll}' lint - --html '{payload}' < '{payload}'");
        shell.StandardInput.Close();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal((2, $"gb: --html would overwrite `{payload}`, which is standard input; name another file"), (shell.ExitCode, error.Split('\n')[0]));
        Assert.StartsWith("{\"features\"", File.ReadAllText(payload), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "--version")]
    [InlineData(0)]
    [InlineData(2, "eval")]
    [InlineData(3, "check", "missing.json")]
    public async Task The_process_exits_with_the_code_of_the_command(int code, params string[] args)
    {
        using var gb = Start(args);
        gb.StandardInput.Close();
        await gb.WaitForExitAsync();
        Assert.Equal(code, gb.ExitCode);
    }

    /// <summary>A shell can start a program without a stream, and a disk can be full.</summary>
    [SkippableTheory]
    [InlineData("2>&-", 3, "", "check", "missing.json")]
    [InlineData("2>&-", 2, "", "no-such-command")]
    [InlineData("2>/dev/full", 3, "", "check", "missing.json")]
    [InlineData(">&-", 4, "gb: cannot write the output: Bad file descriptor\n", "check", "PAYLOAD")]
    [InlineData(">&-", 4, "gb: cannot write the output: Bad file descriptor\n", "eval", "-p", "PAYLOAD")]
    [InlineData(">&-", 4, "gb: cannot write the output: Bad file descriptor\n", "--help")]
    [InlineData(">&- 2>&-", 4, "", "check", "PAYLOAD")]
    [InlineData("<&- >&-", 4, "gb: cannot write the output: Bad file descriptor\n", "check", "PAYLOAD")]
    [InlineData("<&- 2>&-", 3, "", "check", "missing.json")]
    [InlineData("<&-", 3, "gb: standard input: cannot be read (it is closed; pipe the text, or name a file)\n", "eval", "-p", "-")]
    [InlineData("<&-", 3, "gb: standard input: cannot be read (it is closed; pipe the text, or name a file)\n", "replay", "-p", "PAYLOAD", "--records", "-")]
    [InlineData("<&- >&- 2>&-", 3, "", "eval", "-p", "-")]
    [InlineData(">/dev/full", 4, "gb: cannot write the output: No space left on device", "check", "PAYLOAD")]
    public async Task A_stream_that_cannot_be_used_ends_with_the_documented_exit_code(string streams, int code, string message, params string[] args)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a shell, and /dev/full");
        var payload = files.Write("p.json", """{"features":{"f":{"defaultValue":1}}}""");
        var words = string.Join(" ", args.Select(argument => $"'{(argument == "PAYLOAD" ? payload : argument)}'"));
        using var shell = Process("sh", "-c", $"dotnet '{Dll}' {words} {streams}");
        shell.StandardInput.Close();

        var output = await shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal((code, ""), (shell.ExitCode, output));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.InRange(error.Split('\n').Length, 1, 2);
    }

    [SkippableFact]
    public async Task Bash_completes_commands_and_options()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs /bin/bash");
        var script = $$"""
            gb() { dotnet '{{Dll}}' "$@"; }
            source <(gb completion bash)
            complete_line() {
              COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<<"$1"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              _gb_complete
              echo "${COMPREPLY[*]}"
            }
            complete -p gb
            complete_line 'gb exp'
            complete_line 'gb eval --pay'
            complete_line 'gb replay --only exp'
            """;
        using var shell = Process("/bin/bash", "--norc", "-c", script);
        shell.StandardInput.Close();

        var output = await shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal("complete -o bashdefault -o default -F _gb_complete gb\nexpect explain\n--payload\nexposure\n", output);
        Assert.Equal("", error);
    }

    /// <summary>Loading the library of JSON Schemas costs more time than the other commands take.</summary>
    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "report", "--schema", "diff")]
    [InlineData(0, "diff", "PAYLOAD", "PAYLOAD", "--html", "PAGE")]
    [InlineData(4, "report", "RESULT", "--html", "PAGE")]
    public async Task Only_the_check_of_a_result_loads_the_library_of_schemas(int code, params string[] arguments)
    {
        var folder = Directory.CreateDirectory(files.PathOf("without-schemas")).FullName;
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Concat(Directory.GetFiles(AppContext.BaseDirectory, "gb.*.json")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "JsonSchema.Net.dll"), "");
        files.Write("RESULT", """{"kind":"diff","schemaVersion":1}""");
        files.Write("PAYLOAD", """{"features":{"f":{"defaultValue":1}}}""");

        using var gb = Process("dotnet", [Path.Combine(folder, "gb.dll"), .. arguments.Select(argument => argument is "RESULT" or "PAYLOAD" or "PAGE" ? files.PathOf(argument) : argument)]);
        var output = gb.StandardOutput.ReadToEndAsync();
        var error = await gb.StandardError.ReadToEndAsync();
        await gb.WaitForExitAsync();

        Assert.True(gb.ExitCode == code, $"exit code {gb.ExitCode}: {error}{await output}");
    }

    private static string Dll => Path.Combine(AppContext.BaseDirectory, "gb.dll");

    private static Process Start(params string[] args) => Process("dotnet", [Dll, .. args]);

    private static Process Process(string program, params string[] args) => System.Diagnostics.Process.Start(new ProcessStartInfo(program, args)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
    })!;
}
