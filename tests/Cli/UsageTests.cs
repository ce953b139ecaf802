using System.Globalization;
using System.Text.RegularExpressions;

namespace GrowthBook.Cli.Tests;

public sealed class UsageTests(Files files) : IClassFixture<Files>
{
    /// <summary>The payload stands there, but as the key of a feature.</summary>
    [Theory]
    [InlineData("eval", "dark-mode", "PAYLOAD")]
    [InlineData("eval", "PAYLOAD", "dark-mode", "--json")]
    [InlineData("eval", "PAYLOAD")]
    [InlineData("explain", "dark-mode", "PAYLOAD", "-a", "{}")]
    public async Task A_payload_among_the_arguments_is_named_with_its_option(params string[] args)
    {
        var payload = files.Write("argument.json", """{"features":{"dark-mode":{"defaultValue":true}}}""");

        var run = await Gb.RunAsync([.. args.Select(text => text == "PAYLOAD" ? payload : text)]);

        Assert.Equal((ExitCode.BadUsage, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: --payload is missing; write --payload {payload}\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown command or argument `evaluate`", "evaluate")]
    [InlineData("--payload is missing; name a file, a URL, or - for standard input", "eval", "f")]
    [InlineData("--payload is missing; name a file, a URL, or - for standard input", "explain", "f")]
    [InlineData("unknown command or argument `evl`; did you mean eval?", "evl")]
    [InlineData("unknown command or argument `evla`; did you mean eval?", "evla")]
    [InlineData("unknown option `--record`; did you mean --records?", "replay", "--record", "r.jsonl")]
    [InlineData("unknown option `--jsn`; did you mean --json?; put an argument of that name after `--`", "explain", "f", "--jsn")]
    [InlineData("unknown option `-x`; put an argument of that name after `--`", "check", "-x")]
    [InlineData("name either --json or --value, not both", "eval", "f", "--json", "--value")]
    [InlineData("--value cannot be combined with --records, whose answers are records", "eval", "--records", "r.jsonl", "--value")]
    [InlineData("--limit needs a whole number from 0 to 2147483647", "replay", "--records", "r.jsonl", "--limit", "-1")]
    [InlineData("--limit needs a whole number from 0 to 2147483647", "replay", "--records", "r.jsonl", "--limit", "x")]
    [InlineData("--limit needs a whole number from 0 to 2147483647", "replay", "--records", "r.jsonl", "--limit", "1.5")]
    [InlineData("--limit needs a whole number from 0 to 2147483647", "replay", "--records", "r.jsonl", "--limit", "2147483648")]
    [InlineData("--limit needs a whole number from 0 to 2147483647", "replay", "--records", "r.jsonl", "--limit", "")]
    [InlineData("--decryption-key is not the base64 of 16, 24 or 32 bytes", "eval", "f", "-p", "PAYLOAD", "--decryption-key", "secret!")]
    [InlineData("--decryption-key is not the base64 of 16, 24 or 32 bytes", "check", "PAYLOAD", "--decryption-key", "AAECAw==")]
    [InlineData("--decryption-key is not the base64 of 16, 24 or 32 bytes", "explain", "f", "-p", "PAYLOAD", "--decryption-key", "")]
    [InlineData("--decryption-key is not the base64 of 16, 24 or 32 bytes", "replay", "--records", "r.jsonl", "--decryption-key", "x")]
    [InlineData("expected bash, zsh, fish or pwsh", "completion", "tcsh")]
    [InlineData("expected bash, zsh, fish or pwsh; did you mean fish?", "completion", "fissh")]
    [InlineData("--only: expected value or exposure", "replay", "--records", "r.jsonl", "--only", "effects")]
    [InlineData("unknown command or argument `base.jsonl`; name a file with --records", "replay", "base.jsonl")]
    [InlineData("unknown option `--payloda`; did you mean --payload?; put an argument of that name after `--`", "eval", "f", "--payloda", "p.json")]
    [InlineData("--payload needs a value", "eval", "f", "--payload")]
    [InlineData("name either features or --records, not both", "eval", "f", "--records", "r.jsonl")]
    [InlineData("--attributes cannot be combined with --records; each record has its own context", "eval", "--records", "r.jsonl", "--attributes", "{}")]
    [InlineData("--records is missing", "replay")]
    [InlineData("`gb diff` needs NEW", "diff", "PAYLOAD")]
    [InlineData("-p takes one value, and there are 2", "eval", "f", "-p", "PAYLOAD", "-p", "PAYLOAD")]
    [InlineData("--attributes: `user.json` is a file; write @user.json to read it", "eval", "f", "-p", "PAYLOAD", "-a", "user.json")]
    [InlineData("--context: `user.json` is a file; write @user.json to read it", "eval", "f", "-p", "PAYLOAD", "--context", "user.json")]
    [InlineData("--payload needs the name of a file without @; write PAYLOAD", "eval", "f", "-p", "@PAYLOAD")]
    [InlineData("--records needs the name of a file without @; write PAYLOAD", "replay", "--records", "@PAYLOAD")]
    [InlineData("--payload needs the name of a file, not JSON; pipe the JSON, and write - in its place", "eval", "f", "-p", "{\"features\":{}}")]
    [InlineData("--payload and --attributes cannot both read standard input", "eval", "f", "-p", "-", "-a", "-")]
    [InlineData("--context and --payload cannot both read standard input", "eval", "f", "--context", "-", "-p", "-")]
    [InlineData("--attributes and --context cannot both read standard input", "explain", "f", "-a", "-", "--context", "-", "-p", "PAYLOAD")]
    [InlineData("--attributes and --context cannot both read standard input", "explain", "f", "-a", "-", "--context", "-", "-p", "-")]
    [InlineData("--payload and --records cannot both read standard input", "replay", "-p", "-", "--records", "-")]
    [InlineData("--records and --payload cannot both read standard input", "eval", "--records", "-", "--payload", "-")]
    public async Task Invalid_arguments_exit_with_2_and_a_message(string message, params string[] args)
    {
        var payload = files.Write("payload.json", """{"features":{"f":{"defaultValue":1}}}""");
        var run = await Gb.RunWithAsync("""{"features":{"f":{"defaultValue":1}}}""", [.. args.Select(Named)]);

        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Equal("", run.Output);
        Assert.Equal($"gb: {Named(message)}", run.Error.Split('\n')[0]);

        string Named(string text) => text.Replace("PAYLOAD", payload, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OLD and NEW cannot both read standard input", "diff", "-", "-")]
    [InlineData("PAYLOAD and --previous cannot both read standard input", "lint", "-", "--previous", "-")]
    [InlineData("PART cannot read standard input twice", "merge", "-", "-")]
    [InlineData("FILE cannot read standard input twice", "expect", "-", "-")]
    [InlineData("FILE and --payload cannot both read standard input", "expect", "-", "--payload", "-")]
    [InlineData("--update writes the file of expectations; `-` is none", "expect", "-", "--update")]
    [InlineData("--update writes the file of expectations; `https://a.test/e` is none", "expect", "https://a.test/e", "--update")]
    [InlineData("--html needs the name of a file; standard output is for the result", "report", "r.json", "--html", "-")]
    [InlineData("--html needs the name of a file; standard output is for the result", "lint", "p.json", "--html", "-")]
    [InlineData("--sarif needs the name of a file; standard output is for the result", "lint", "p.json", "--sarif", "-")]
    [InlineData("--junit needs the name of a file; standard output is for the result", "expect", "e.yaml", "--junit", "-")]
    [InlineData("--markdown needs the name of a file; standard output is for the result", "diff", "a", "b", "--markdown", "-")]
    [InlineData("--piece is for the lines of a file; give --shard i/n with generated users", "simulate", "p.json", "--piece", "--partial", "part")]
    [InlineData("--piece is for the lines of a file; give --shard i/n with generated users", "simulate", "p.json", "--users", "1e3", "--piece", "--partial", "part")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive, such as 0.12 for 12 %", "power", "p.json", "--experiment", "x", "--users-per-week", "1", "--rate", "12%")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive, such as 0.12 for 12 %", "power", "p.json", "--experiment", "x", "--users-per-week", "1", "--rate", "1")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive, such as 0.12 for 12 %", "power", "p.json", "--experiment", "x", "--users-per-week", "1", "--rate", "0")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive, such as 0.12 for 12 %", "power", "p.json", "--experiment", "x", "--users-per-week", "1", "--rate", "0,12")]
    [InlineData("--rate needs a number between 0 and 1, both exclusive, such as 0.12 for 12 %", "power", "p.json", "--experiment", "x", "--users-per-week", "1", "--rate", "NaN")]
    [InlineData("--users-per-week needs a number above 0 and below 1e15, without separators, such as 40000", "power", "p.json", "--experiment", "x", "--users-per-week", "abc", "--rate", "0.1")]
    [InlineData("--users-per-week needs a number above 0 and below 1e15, without separators, such as 40000", "power", "p.json", "--experiment", "x", "--users-per-week", "40,000", "--rate", "0.1")]
    [InlineData("--users-per-week needs a number above 0 and below 1e15, without separators, such as 40000", "power", "p.json", "--experiment", "x", "--users-per-week", "-1", "--rate", "0.1")]
    [InlineData("--users-per-week needs a number above 0 and below 1e15, without separators, such as 40000", "power", "p.json", "--experiment", "x", "--users-per-week", "1e15", "--rate", "0.1")]
    [InlineData("-p is no option of `gb diff`, which compares two payloads; write `gb diff OLD NEW`", "diff", "-p", "a", "b")]
    [InlineData("OLD and --users cannot both read standard input", "diff", "-", "new.json", "--users", "-")]
    [InlineData("EXPOSURES and --payload cannot both read standard input", "srm", "-", "--payload", "-")]
    [InlineData("PAYLOAD and --users cannot both read standard input", "simulate", "-", "--users", "-")]
    [InlineData("PAYLOAD and --users cannot both read standard input", "power", "-", "--users", "-", "--experiment", "x", "--users-per-week", "1", "--rate", "0.1")]
    [InlineData("PAYLOAD and --users cannot both read standard input", "matrix", "-", "f", "--users", "-")]
    [InlineData("--payload and --users cannot both read standard input", "matrix", "-p", "-", "f", "--users", "-")]
    [InlineData("PAYLOAD is missing; name a file, a URL, or - for standard input, or give --explain CODE", "lint")]
    [InlineData("unexpected argument `b`; `gb lint` takes PAYLOAD", "lint", "a", "b")]
    [InlineData("unknown command or argument `evl`; did you mean eval?", "evl", "--jsn")]
    [InlineData("unexpected argument `c`; `gb diff` takes OLD and NEW", "diff", "a", "b", "c")]
    [InlineData("unknown command or argument `nope`", "help", "nope")]
    [InlineData("unknown command or argument `evl`; did you mean eval?", "evl", "--help")]
    [InlineData("--fail-on: names no limit; write a class, > and a number: moved>0 or left>0.1%", "diff", "a", "b", "--fail-on", "")]
    [InlineData("--fail-on: `same>0` limits users whom nothing changes; write any, which has all others", "diff", "a", "b", "--fail-on", "same>0")]
    [InlineData("--fail-on: `moved` has no number; a shell redirects at >, so quote the limit: --fail-on 'moved>0'", "diff", "a", "b", "--fail-on", "moved")]
    [InlineData("--fail-on: `exposureLost` has no number; a shell redirects at >, so quote the limit: --fail-on 'exposureLost>0'", "diff", "a", "b", "--fail-on", "moved>0,exposureLost")]
    [InlineData("--fail-on: `any` has no number; a shell redirects at >, so quote the limit: --fail-on 'any>0'", "merge", "a", "--fail-on", "any")]
    [InlineData("--fail-on: `move` is no threshold; write a class, > and a number, in quotes: 'moved>0' or 'left>0.1%'", "diff", "a", "b", "--fail-on", "move")]
    [InlineData("--fail-on: `any>150%` is above 100 %, and no share exceeds it", "diff", "a", "b", "--fail-on", "any>150%")]
    [InlineData("`--payload` stands before the command; write `gb eval --payload …`", "--payload", "p.json", "eval", "f")]
    [InlineData("`-p` stands before the command; write `gb eval -p …`", "-p", "p.json", "eval", "f")]
    [InlineData("unknown option `-payload`; did you mean --payload?", "eval", "f", "-payload", "p.json")]
    [InlineData("--fail-on: names no limit; write a class, > and a number: moved>0 or left>0.1%", "merge", "a", "--fail-on", " , ")]
    [InlineData("--explain needs no payload; leave it out", "lint", "p.json", "--explain", "GB203")]
    [InlineData("--explain needs no payload; leave it out", "lint", "-p", "p.json", "--explain", "GB203")]
    public async Task Values_that_options_do_not_take_exit_with_2_and_a_message(string message, params string[] args)
    {
        var run = await Gb.RunAsync(args);

        Assert.Equal((ExitCode.BadUsage, $"gb: {message}"), (run.Code, run.Error.Split('\n')[0]));
    }

    /// <summary>The parser takes the value of such an option for an argument, wherever it stands.</summary>
    [Theory]
    [InlineData("unknown option `--user`; did you mean --users?", "diff", "a", "b", "--user", "x")]
    [InlineData("unknown option `--user`; did you mean --users?", "diff", "a", "b", "--user=x")]
    [InlineData("unknown option `--user`; did you mean --users?; put an argument of that name after `--`", "diff", "--user", "x", "a", "b")]
    [InlineData("unknown option `--schema`; did you mean --schemas?; put an argument of that name after `--`", "lint", "--schema", "dir", "p.json")]
    [InlineData("unknown option `--payloda`; did you mean --payload?", "srm", "e.csv", "--payloda", "p.json")]
    [InlineData("unknown option `--record`; did you mean --records?", "replay", "--record", "r.jsonl")]
    [InlineData("unknown option `--user`; did you mean --users?; put an argument of that name after `--`", "matrix", "p.json", "--user", "x")]
    [InlineData("unknown option `--bogus`; put an argument of that name after `--`", "eval", "--records", "r.jsonl", "-p", "p.json", "--allow-unknown", "--bogus")]
    [InlineData("unknown option `--bogus`; put an argument of that name after `--`", "eval", "f", "--json", "--value", "--bogus")]
    [InlineData("unknown option `--bogus`; put an argument of that name after `--`", "lint", "--bogus", "--explain", "GB203")]
    [InlineData("unknown option `-a`; put an argument of that name after `--`", "matrix", "p.json", "-a", "{}")]
    [InlineData("unknown option `--bogus`; put an argument of that name after `--`", "explain", "--bogus", "-p", "-", "-a", "-")]
    public async Task A_misspelt_option_is_the_only_mistake(string message, params string[] args)
    {
        var run = await Gb.RunAsync(args);

        Assert.Equal(new Gb.Run(ExitCode.BadUsage, "", $"gb: {message}\ngb: see `gb {args[0]} --help`\n"), run);
    }

    [Fact]
    public async Task A_feature_after_two_dashes_can_look_like_an_option()
    {
        var payload = files.Write("p.json", """{"features":{"--dark":{"defaultValue":7}}}""");

        var run = await Gb.RunAsync("eval", "--payload", payload, "--", "--dark");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.StartsWith("--dark\n  value      7\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval", "gb eval --records requests.jsonl --payload payload.json > recorded.jsonl")]
    [InlineData("explain", "gb explain checkout --payload payload.json --attributes @user.json")]
    [InlineData("replay", "gb replay --records recorded.jsonl --payload payload.json")]
    [InlineData("check", "gb check payload.json")]
    [InlineData("matrix", "gb matrix payload.json --users archetypes.jsonl")]
    [InlineData("find-user", "gb find-user payload.json --experiment checkout --variation one-page")]
    [InlineData("rebalance", "gb rebalance payload.json --experiment checkout --weights 0.5,0.25,0.25")]
    [InlineData("completion", "gb completion fish | source")]
    public async Task Help_has_examples(string command, string example)
    {
        var run = await Gb.RunAsync(command, "--help");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        Assert.Contains(example, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_arguments_and_with_the_word_help_gb_shows_its_help()
    {
        var help = await Gb.RunAsync("--help");

        Assert.Equal(help, await Gb.RunAsync());
        Assert.Equal(help, await Gb.RunAsync("help"));
        Assert.Equal(await Gb.RunAsync("eval", "--help"), await Gb.RunAsync("help", "eval"));
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_one_line_without_a_stack_trace()
    {
        var error = new StringWriter { NewLine = "\n" };
        var payload = files.Write("payload.json", """{"features":{"f":{"defaultValue":1}}}""");
        foreach (var command in new[] { new[] { "eval", "f", "-p", payload, "--value" }, ["check", payload], ["--help"] })
        {
            error.GetStringBuilder().Clear();
            using var terminal = new Terminal(() => Stream.Null, new StreamWriter(new FullDisk()), error);

            var code = await CommandLine.RunAsync(command, terminal);

            Assert.Equal(ExitCode.Failure, code);
            Assert.Equal("gb: cannot write the output: no space left\n", error.ToString());
        }
    }

    /// <summary>The exit codes of the page, of the help and of the program.</summary>
    [Fact]
    public async Task The_documented_exit_codes_are_those_of_the_program()
    {
        var codes = Enum.GetValues<ExitCode>().Select(code => (int)code).Order();
        var help = (await Gb.RunAsync("--help")).Output;
        var page = File.ReadAllText(Path.Combine(Files.Repository, "docs", "command-line.md"));

        Assert.Equal(codes, CodesIn(help[help.IndexOf("Exit codes:", StringComparison.Ordinal)..], @"^  (\d+) "));
        Assert.Equal(codes, CodesIn(page[page.IndexOf("| Exit code |", StringComparison.Ordinal)..], @"^\| (\d+) \|"));
    }

    [Fact]
    public async Task Help_of_gb_has_the_commands_and_the_exit_codes()
    {
        var run = await Gb.RunAsync("--help");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.All(["eval", "explain", "replay", "check", "Exit codes:"], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_of_gb_has_its_commands_in_groups()
    {
        var lines = (await Gb.RunAsync("--help")).Output.Split('\n');
        string[] headings = ["Evaluate:", "Review a payload:", "Plan and test experiments:", "Results:", "Shell:"];

        Assert.Equal(headings, lines.Where(headings.Append("Other:").Append("Commands:").Contains));
        Assert.StartsWith("  eval <FEATURE>", lines[Array.IndexOf(lines, "Evaluate:") + 1], StringComparison.Ordinal);
        Assert.StartsWith("  check <PAYLOAD>", lines[Array.IndexOf(lines, "Review a payload:") + 1], StringComparison.Ordinal);
        Assert.StartsWith("  report <JSON>", lines[Array.IndexOf(lines, "Shell:") - 2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrapped_entry_stays_whole_and_a_new_command_comes_last() => Assert.Equal(
        "Usage:\n  gb\n\nEvaluate:\n  eval <F>  Evaluates\n            features.\n\nReview a payload:\n  lint <P>  Finds.\n\nOther:\n  zap       Zaps.\n",
        HelpGroups.Of("Usage:\n  gb\n\nCommands:\n  zap       Zaps.\n  lint <P>  Finds.\n  eval <F>  Evaluates\n            features.\n\n"));

    [Fact]
    public async Task Completion_knows_report_and_its_options()
    {
        Assert.Contains("report", (await Gb.RunAsync("[suggest:6]", "gb rep")).Lines);
        Assert.DoesNotContain((await Gb.RunAsync("[suggest:9]", "gb check ")).Lines, word => word.StartsWith('/'));
        Assert.Contains("--help", (await Gb.RunAsync("[suggest:9]", "gb check ")).Lines);
        Assert.Contains("--html", (await Gb.RunAsync("[suggest:17]", "gb diff a b --htm")).Lines);
    }

    [Fact]
    public async Task The_version_is_that_of_the_package()
    {
        var run = await Gb.RunAsync("--version");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }

    private static IEnumerable<int> CodesIn(string text, string pattern) => Regex.Matches(text, pattern, RegexOptions.Multiline)
        .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Order();

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("no space left.");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no space left.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space left.");
    }
}
