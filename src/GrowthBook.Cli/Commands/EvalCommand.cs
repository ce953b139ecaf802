using System.CommandLine;
using Spectre.Console;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb eval</c>: evaluates features, or each record of a file.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var (payload, context, records) = (new PayloadOptions(), new ContextOptions(), RecordOptions.Optional());
        var json = new Option<bool>("--json") { Description = "Print evaluation records, one line per feature; `gb replay` reads them." };
        var command = new Command("eval", "Evaluates features, or the requests in a file of evaluation records.")
        {
            EvaluationRequest.FeatureArgument,
        };
        payload.AddTo(command);
        context.AddTo(command);
        command.Add(json);
        command.Add(records);
        command.Validators.Add(result =>
        {
            if (result.GetResult(records) is null)
                return;
            if (result.GetResult(EvaluationRequest.FeatureArgument) is { Tokens.Count: > 0 })
                result.AddError("name either features or --records, not both");
            foreach (var option in context.All.Where(option => result.GetResult(option) is not null))
                result.AddError($"{option.Name} cannot be combined with --records; each record has its own context");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)(parsed.GetValue(records) is { } path
                ? RecordOptions.Open(parsed, path, payload, terminal)
                    .Match(run => EvaluateRecords(run, terminal, cancellation), terminal.Fail)
                : EvaluationRequest.Read(parsed, payload, context, terminal)
                    .Match(request => Evaluate(request, parsed.GetValue(json), terminal), terminal.Fail)),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Evaluate(EvaluationRequest request, bool json, Terminal terminal)
    {
        request.WarnOfUnknownFeatures(terminal);
        var isFirst = true;
        foreach (var feature in request.Features)
        {
            var (result, effects) = Evaluator.EvalFeature(request.Context, feature);
            if (json)
            {
                var record = EvaluationRecord.Of(request.Context, feature, (result, effects)) with { Id = feature, PayloadHash = request.PayloadHash };
                terminal.Print(record.ToString());
                continue;
            }
            if (!isFirst)
                terminal.Screen.WriteLine();
            isFirst = false;
            FeatureSummary.Print(feature, result, effects, terminal.Screen);
        }
        return ExitCode.Ok;
    }

    private static ExitCode EvaluateRecords(RecordRun run, Terminal terminal, CancellationToken cancellation)
    {
        var failed = 0L;
        var end = run.Each(record =>
        {
            failed += record.Error is null ? 0 : 1;
            terminal.Print(record.Evaluate().ToString());
        }, cancellation);
        if (failed > 0)
            terminal.Fail($"{failed} of {run.Count} records could not be evaluated; their lines have an `error`");
        return end is null ? failed > 0 ? ExitCode.BadInput : ExitCode.Ok : terminal.Fail(end);
    }
}
