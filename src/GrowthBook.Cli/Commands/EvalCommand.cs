using System.CommandLine;
using Spectre.Console;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb eval</c>: the answers for some features, or for a file of records.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var (payload, context, records) = (new PayloadOptions(), new ContextOptions(), RecordOptions.Optional());
        var json = new Option<bool>("--json") { Description = "Print evaluation records, a line a feature; `gb replay` reads them." };
        var command = new Command("eval", "Evaluates features, or the requests in a file of evaluation records.")
        {
            Question.FeatureArgument,
        };
        payload.AddTo(command);
        context.AddTo(command);
        command.Add(json);
        command.Add(records);
        command.Validators.Add(result =>
        {
            if (result.GetResult(records) is null)
                return;
            if (result.GetResult(Question.FeatureArgument) is { Tokens.Count: > 0 })
                result.AddError("give either features or --records, not both");
            foreach (var option in context.All.Where(option => result.GetResult(option) is not null))
                result.AddError($"{option.Name} does not go with --records; each record has its own context");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)(parsed.GetValue(records) is { } path
                ? RecordOptions.Open(parsed, path, payload, terminal)
                    .Match(run => AnswerRecords(run, terminal, cancellation), terminal.Fail)
                : Question.Read(parsed, payload, context, terminal)
                    .Match(question => Answer(question, parsed.GetValue(json), terminal), terminal.Fail)),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Answer(Question question, bool json, Terminal terminal)
    {
        question.WarnOfUnknown(terminal);
        var isFirst = true;
        foreach (var feature in question.Features)
        {
            var (result, effects) = Evaluator.EvalFeature(question.Context, feature);
            if (json)
            {
                var answer = new EvaluationAnswer(feature, result.ToValue(), effects.ToValue());
                var record = new EvaluationRecord(feature, question.Context, new EvaluationSubject.OfFeature(feature), answer);
                terminal.Output.WriteLine(record.ToValue(question.PayloadHash).ToString());
                continue;
            }
            if (!isFirst)
                terminal.Screen.WriteLine();
            isFirst = false;
            FeatureAnswer.Print(feature, result, effects, terminal.Screen);
        }
        return ExitCode.Ok;
    }

    private static ExitCode AnswerRecords(RecordRun run, Terminal terminal, CancellationToken cancellation)
    {
        var failed = 0L;
        var end = run.Each(record =>
        {
            failed += record.Error is null ? 0 : 1;
            terminal.Output.WriteLine(record.Answer().ToString());
        }, cancellation);
        if (failed > 0)
            terminal.Fail($"{failed} of {run.Count} records could not be evaluated; their answers have an `error`");
        return end is null ? failed > 0 ? ExitCode.BadInput : ExitCode.Ok : terminal.Fail(end);
    }
}
