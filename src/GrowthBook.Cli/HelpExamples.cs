using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace GrowthBook.Cli;

/// <summary>Appends examples to the help of each command, and the exit codes to that of <c>gb</c>.</summary>
internal static class HelpExamples
{
    private const string ExitCodes = """
        Exit codes:
          0  success
          1  a replay found a difference
          2  invalid command line
          3  bad input: an unreadable or malformed file, or a record that cannot be evaluated
          4  unexpected failure
        """;

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["eval"] = """
            Examples:
              gb eval dark-mode checkout --payload payload.json --attributes '{"id":"u-1","country":"PT"}'
              gb eval dark-mode --payload payload.json --attributes @user.json --url https://shop.example/ --json
              curl -s https://cdn.growthbook.io/api/features/KEY | gb eval dark-mode --payload - --attributes @user.json
              gb eval --records requests.jsonl --payload payload.json > answers.jsonl
              gb eval --records - < requests.jsonl
            """,
        ["explain"] = """
            Examples:
              gb explain checkout --payload payload.json --attributes @user.json
              gb explain checkout --payload payload.json --context '{"attributes":{"id":"u-1"},"qaMode":true}'
              gb explain checkout --payload payload.json --attributes @user.json --json
            """,
        ["replay"] = """
            Examples:
              gb replay --records recorded.jsonl --payload payload.json
              gb eval dark-mode --payload payload.json --attributes @user.json --json > recorded.jsonl
            """,
        ["check"] = """
            Examples:
              gb check --payload payload.json
            """,
    };

    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Appendix((HelpAction)help.Action!);
    }

    private sealed class Appendix(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(Examples.GetValueOrDefault(parseResult.CommandResult.Command.Name, ExitCodes));
            return code;
        }
    }
}
