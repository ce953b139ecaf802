using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace GrowthBook.Cli;

/// <summary>Appends examples to the help of each command, and the exit codes to that of <c>gb</c>, whose commands are in groups.</summary>
internal static class HelpExamples
{
    private const string ExitCodes = """
        Exit codes:
          0    success
          1    a difference, a mistake that lint finds, an expectation or counts that do not fit, an
               exceeded limit, or a search that finds nothing
          2    invalid command line
          3    bad input: an unreadable or malformed file, a payload without features and
               experiments, a feature that the payload does not have, a record that cannot be
               evaluated, no records, nothing to replay
          4    output that cannot be written, or an unexpected failure
          130  interrupted
          141  the reader of eval --records or matrix closed the pipe
        """;

    public static void AddTo(RootCommand root, Terminal terminal)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Appendix((HelpAction)help.Action!, terminal);
    }

    private static string Of(string command) => command switch
    {
        "eval" => """
            Examples:
              gb eval dark-mode checkout --payload payload.json --attributes '{"id":"u-1","country":"PT"}'
              gb eval --payload https://cdn.growthbook.io/api/features/KEY --attributes @user.json
              gb eval dark-mode --payload payload.json --attributes @user.json --value
              gb eval dark-mode --payload payload.json --attributes @user.json --json > recorded.jsonl
              gb eval --records requests.jsonl --payload payload.json > recorded.jsonl
            """,
        "explain" => """
            Examples:
              gb explain checkout --payload payload.json --attributes @user.json
              gb explain checkout --payload payload.json --context '{"attributes":{"id":"u-1"},"qaMode":true}'
              gb explain checkout --payload payload.json --attributes @user.json --json
              gb explain checkout --payload payload.json --attributes @user.json --why-not '"one-page"'
            """,
        "replay" => """
            Examples:
              gb replay --records recorded.jsonl --payload payload.json
              gb replay --records recorded.jsonl --payload payload.json --only exposure --limit 100
            """,
        "check" => """
            Examples:
              gb check payload.json
              curl -s https://cdn.growthbook.io/api/features/KEY | gb check -
            """,
        "lint" => """
            Examples:
              gb lint payload.json
              gb lint payload.json --previous published.json --schemas schemas --sarif lint.sarif
              gb lint --explain GB203
            """,
        "expect" => """
            Examples:
              gb expect shop.expect.yaml --junit expect.xml
              gb expect shop.expect.yaml --payload changed.json
              gb expect shop.expect.yaml --update
            """,
        "diff" => """
            Examples:
              gb diff old.json new.json
              gb diff old.json new.json --expect-ramp
              gb diff old.json new.json --users users.jsonl --fail-on 'moved>0,left>0.1%'
              gb diff old.json new.json --records recorded.jsonl --traces --html diff.html
            """,
        "simulate" => """
            Examples:
              gb simulate payload.json --users 1e6 --seed 7
              gb simulate payload.json --users users.jsonl --json
              gb simulate payload.json --users 1e9 --shard 0/16 --partial part-0.json
            """,
        "srm" => """
            Examples:
              gb srm exposures.csv --payload payload.json
              zcat exposures.jsonl.gz | gb srm - --payload payload.json --json
            """,
        "power" => """
            Examples:
              gb power payload.json --experiment checkout --users-per-week 40000 --rate 0.12
            """,
        "matrix" => """
            Examples:
              gb matrix payload.json --users archetypes.jsonl
              gb matrix payload.json checkout dark-mode --users users.jsonl --json
            """,
        "find-user" => """
            Examples:
              gb find-user payload.json --experiment checkout --variation one-page
              gb find-user payload.json --experiment checkout --variation 2 --count 10 --attributes '{"country":"PT"}'
            """,
        "rebalance" => """
            Examples:
              gb rebalance payload.json --experiment checkout --weights 0.5,0.25,0.25
            """,
        "merge" => """
            Examples:
              gb merge part-*.json
              gb merge part-0.json part-1.json --partial both.json
              gb merge part-*.json --fail-on 'moved>0,left>0'
              parallel --pipepart -a users.jsonl gb diff old.json new.json --users - --piece --partial - | gb merge -
            """,
        "report" => """
            Examples:
              gb report diff.json --html diff.html
              gb simulate payload.json --json | gb report - --html simulation.html
              gb report --schema diff > diff.schema.json
            """,
        "completion" => """
            Examples:
              source <(gb completion bash)                                 # in ~/.bashrc
              source <(gb completion zsh)                                  # in ~/.zshrc, after compinit
              gb completion fish | source                                  # in ~/.config/fish/config.fish
              gb completion pwsh | Out-String | Invoke-Expression          # in $PROFILE
            """,
        _ => ExitCodes,
    };

    private sealed class Appendix(HelpAction help, Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var output = parseResult.InvocationConfiguration.Output;
            using var text = new StringWriter { NewLine = output.NewLine };
            parseResult.InvocationConfiguration.Output = text;
            help.MaxWidth = terminal.Columns ?? int.MaxValue; // by default it is that of the process's terminal, however narrow
            var code = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            output.Write(parseResult.CommandResult.Command is RootCommand ? HelpGroups.Of(text.ToString()) + output.NewLine : text.ToString());
            parseResult.InvocationConfiguration.Output.WriteLine(Of(parseResult.CommandResult.Command.Name));
            return code;
        }
    }
}
