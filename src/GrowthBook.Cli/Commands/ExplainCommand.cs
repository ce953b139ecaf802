using System.CommandLine;
using Spectre.Console;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb explain</c>: the answers for some features, and how they came about.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var (payload, context) = (new PayloadOptions(), new ContextOptions());
        var json = new Option<bool>("--json") { Description = "Print result, effects and trace as JSON, a line a feature." };
        var command = new Command("explain", "Evaluates features and shows why they have their values.") { Question.FeatureArgument };
        payload.AddTo(command);
        context.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, _) => Task.Run(
            () => (int)Question.Read(parsed, payload, context, terminal)
                .Match(question => Explain(question, parsed.GetValue(json), terminal), terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Explain(Question question, bool json, Terminal terminal)
    {
        question.WarnOfUnknown(terminal);
        var isFirst = true;
        foreach (var feature in question.Features)
        {
            var explanation = Evaluator.Explain(question.Context, feature);
            if (json)
            {
                terminal.Output.WriteLine(explanation.ToValue().ToString());
                continue;
            }
            if (!isFirst)
                terminal.Screen.WriteLine();
            isFirst = false;
            FeatureAnswer.Print(feature, explanation.Result, explanation.Effects, terminal.Screen);
            terminal.Screen.WriteLine();
            terminal.Screen.Write(TraceTree.Of(explanation));
        }
        return ExitCode.Ok;
    }
}
