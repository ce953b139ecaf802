using System.CommandLine;
using Spectre.Console;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb explain</c>: evaluates features and prints the steps that led to their values.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var json = new Option<bool>("--json") { Description = "Print result, effects and trace as JSON, one line per feature." };
        var command = new Command("explain", "Evaluates features and shows why they have their values.");
        request.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)request.Read(parsed, terminal, cancellation)
                .Match(read => Explain(read, parsed.GetValue(json), terminal), terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Explain(EvaluationRequest request, bool json, Terminal terminal)
    {
        var isFirst = true;
        foreach (var feature in request.Features)
        {
            var explanation = Evaluator.Explain(request.Context, feature);
            if (json)
            {
                terminal.Print(explanation.ToValue().ToString());
                continue;
            }
            if (!isFirst)
                terminal.Screen.WriteLine();
            isFirst = false;
            FeatureSummary.Print(feature, explanation.Result, explanation.Effects, terminal.Screen);
            terminal.Screen.WriteLine();
            terminal.Screen.Write(TraceTree.Of(explanation));
        }
        return ExitCode.Ok;
    }
}
