using System.CommandLine;
using GrowthBook.Analysis;
using Spectre.Console;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb explain</c>: evaluates features and prints the steps that led to their values, or the change that leads to another one.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var json = new Option<bool>("--json") { Description = "Print result, effects and trace as JSON, one line per feature." };
        var whyNot = new Option<string?>("--why-not")
        {
            Description = "Also find the smallest change of attributes that gives this value, JSON or text; with --json print only that.",
            HelpName = "VALUE",
        };
        var command = new Command("explain", "Evaluates features and shows why they have their values.");
        request.AddTo(command);
        command.Add(json);
        command.Add(whyNot);
        command.Validate(result =>
        {
            if (result.GetResult(whyNot) is not null && result.GetResult(request.Features) is not { Tokens.Count: 1 })
                result.AddError("--why-not takes the value of one feature; name one feature");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)(parsed.GetValue(whyNot) is { } wanted
                ? request.ReadWritten(parsed, terminal, cancellation).Match(read => Search(read, wanted, parsed.GetValue(json), user => request.Context.WarnOfUndecided(parsed, user, read.Evaluation.Features, terminal), terminal), terminal.Fail)
                : request.Read(parsed, terminal, cancellation).Match(read => Explain(read, parsed.GetValue(json), terminal), terminal.Fail)),
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

    private static ExitCode Search(WrittenRequest request, string wanted, bool json, Func<Context, bool> warnOfUndecided, Terminal terminal)
    {
        var feature = request.Evaluation.Features[0];
        var value = Value.Parse(wanted) is { Errors.IsEmpty: true, Value: { } parsed } ? parsed : wanted;
        if (new WantedValue(request.Payload, feature).DoubtOf(wanted, value, Evaluator.EvalFeature(request.Evaluation.Context, feature).Result.Value) is { } doubt)
            terminal.Warn($"--why-not `{Columns.Short(wanted)}` {doubt}");
        var result = WhyNot.Search(request.Payload, request.Evaluation.Context, feature, value);
        // One warning, of the present user or of the one with the changes.
        _ = warnOfUndecided(request.Evaluation.Context) || warnOfUndecided(request.Evaluation.Context with { Attributes = result.Attributes, AttributeOverrides = Attributes.Empty });
        if (json)
        {
            terminal.Print(result.ToValue().With("payload", request.Evaluation.PayloadHash).ToString());
        }
        else
        {
            Explain(request.Evaluation, false, terminal);
            terminal.Screen.WriteLine();
            WhyNotText.Print(result, terminal);
        }
        return result.Verdict is WhyNotVerdict.Found or WhyNotVerdict.Present ? ExitCode.Ok : ExitCode.Different;
    }
}
