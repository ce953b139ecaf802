using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using GrowthBook.Cli.Commands;

namespace GrowthBook.Cli;

/// <summary>Runs the command that the arguments name and returns its exit code. Without arguments it shows the help.</summary>
internal static class CommandLine
{
    /// <summary>Response files are off: <c>@file</c> is the value of an option, not a file with more arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private static readonly string[] Help = ["--help"];

    public static async Task<ExitCode> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        try
        {
            var parsed = Root(terminal).Parse(WithHelp(args), Parsing);
            var code = await InvokeAsync(args, parsed, terminal, cancellation).ConfigureAwait(false);
            await terminal.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            return code;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // reading a file gives a fault; a closed descriptor denies access
        {
            terminal.Fail($"cannot write the output: {(e.InnerException ?? e).Message.TrimEnd('.')}");
            return ExitCode.Failure;
        }
        catch (Exception e)
        {
            terminal.Fail("unexpected failure, please report it:");
            foreach (var line in e.ToString().ReplaceLineEndings("\n").Split('\n'))
                terminal.Fail($"  {line.TrimEnd()}");
            return ExitCode.Failure;
        }
    }

    /// <summary><c>gb</c> and <c>gb help</c> show the help, and <c>gb help COMMAND</c> that of the command.</summary>
    private static string[] WithHelp(string[] args) => args switch
    {
        [] => Help,
        ["help", .. var command] => [.. command, .. Help],
        _ => args,
    };

    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Evaluates GrowthBook features and experiments, explains results, and replays recordings.")
        {
            EvalCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            ReplayCommand.Create(terminal),
            CheckCommand.Create(terminal),
            LintCommand.Create(terminal),
            ExpectCommand.Create(terminal),
            DiffCommand.Create(terminal),
            SimulateCommand.Create(terminal),
            SrmCommand.Create(terminal),
            PowerCommand.Create(terminal),
            MatrixCommand.Create(terminal),
            FindUserCommand.Create(terminal),
            RebalanceCommand.Create(terminal),
            MergeCommand.Create(terminal),
            ReportCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        HelpExamples.AddTo(root, terminal);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Aliases.Remove("/?"); // a path, which completion would offer
            help.Aliases.Remove("/h");
        }
        return root;
    }

    private static async Task<ExitCode> InvokeAsync(string[] args, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var command = parsed.CommandResult.Command;
        var mistakes = (SingleDash.MistakeOf(args, command) ?? FlagValue.MistakeOf(args, command)) is { } option ? [option] : UsageMistakes.Of(parsed).ToArray();
        if (mistakes.Length > 0 && (parsed.Action?.ClearsParseErrors is not true || IsHelpOfUnknown(parsed)))
        {
            foreach (var mistake in mistakes)
                terminal.Fail(ParserMessages.Of(mistake));
            terminal.Fail($"see `{NameOf(parsed.CommandResult)} --help`");
            return ExitCode.BadUsage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interruption handles signals: a second one throws here
        };
        return (ExitCode)await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the help of a command is wanted that does not exist.</summary>
    private static bool IsHelpOfUnknown(ParseResult parsed) =>
        parsed is { CommandResult.Command: RootCommand, UnmatchedTokens.Count: > 0 } && parsed.CommandResult.Children.Any(part => part is OptionResult { Option: HelpOption });

    private static string NameOf(CommandResult result) => result.Parent is CommandResult ? $"gb {result.Command.Name}" : "gb";
}
