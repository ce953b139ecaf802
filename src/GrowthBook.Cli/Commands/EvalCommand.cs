using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb eval</c>: evaluates features, or each record of a file.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var (request, records) = (new RequestOptions(), RecordOptions.Optional());
        var json = new Option<bool>("--json") { Description = "Print evaluation records, one line per feature; `gb replay` reads them." };
        var value = new Option<bool>("--value")
        {
            Description = "Print the value only, one line per feature: a string as its text, anything else as JSON.",
        };
        var command = new Command("eval", "Evaluates features, or the requests in a file of evaluation records.");
        request.AddTo(command);
        command.Add(json);
        command.Add(value);
        command.Add(records);
        command.Validate(result =>
        {
            if (result.GetResult(json) is not null && result.GetResult(value) is not null)
                result.AddError("name either --json or --value, not both");
            if (result.GetResult(records) is null)
                return;
            if (result.GetResult(request.Features) is { Tokens.Count: > 0 })
                result.AddError("name either features or --records, not both");
            foreach (var option in request.Context.All.Where(option => result.GetResult(option) is not null))
                result.AddError($"{option.Name} cannot be combined with --records; each record has its own context");
            if (result.GetResult(value) is not null)
                result.AddError("--value cannot be combined with --records, whose answers are records");
        });
        command.SetAction(async (parsed, cancellation) => (int)await (parsed.GetValue(records) is { } path
            ? EvaluateRecordsAsync(parsed, path, request, terminal, cancellation)
            : Task.Run(
                () => request.Read(parsed, terminal, cancellation)
                    .Match(read => Evaluate(read, FormOf(parsed.GetValue(json), parsed.GetValue(value)), terminal), terminal.Fail),
                CancellationToken.None)).ConfigureAwait(false));
        return command;
    }

    private static Task<ExitCode> EvaluateRecordsAsync(
        ParseResult parsed, string path, RequestOptions request, Terminal terminal, CancellationToken cancellation) =>
        RecordOptions.Open(parsed, path, request.Payload, replays: false, terminal, cancellation).Match(
            run => RecordEvaluation.RunAsync(run, parsed.GetValue(request.AllowUnknown), terminal, cancellation),
            fault => Task.FromResult(terminal.Fail(fault)));

    private static Form FormOf(bool json, bool value) => json ? Form.Records : value ? Form.Values : Form.Summaries;

    private static ExitCode Evaluate(EvaluationRequest request, Form form, Terminal terminal)
    {
        var doubts = new DoubtWarnings(terminal);
        foreach (var feature in request.Features)
            doubts.Show(DoubtWarnings.NamesOf(request.Context, feature));
        for (var i = 0; i < request.Features.Length; i++)
        {
            var feature = request.Features[i];
            var (result, effects) = Evaluator.EvalFeature(request.Context, feature);
            switch (form)
            {
                case Form.Records:
                    terminal.Print((EvaluationRecord.Of(request.Context, feature, (result, effects)) with { Id = feature, PayloadHash = request.PayloadHash }).ToString());
                    break;
                case Form.Values:
                    terminal.PrintExact(result.Value.ToString());
                    break;
                case Form.Summaries:
                    if (i > 0)
                        terminal.Screen.WriteLine();
                    FeatureSummary.Print(feature, result, effects, terminal.Screen);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
        return ExitCode.Ok;
    }

    /// <summary>The form in which results are printed.</summary>
    private enum Form
    {
        /// <summary>A few lines per feature, for people.</summary>
        Summaries,

        /// <summary>One line of JSON per feature.</summary>
        Records,

        /// <summary>The value per feature.</summary>
        Values,
    }
}
