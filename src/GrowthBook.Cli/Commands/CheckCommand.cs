using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb check</c>: prints every fault of a payload.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new PayloadOptions();
        var file = new Argument<string?>("FILE")
        {
            Description = "The payload: a file, an https or http URL, or - for standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var strict = new Option<bool>("--strict") { Description = "End with exit code 3 also if there are only warnings." };
        var command = new Command("check", "Shows every fault of a payload.") { file };
        options.AddTo(command);
        var json = new Option<bool>(ResultOptions.JsonName) { Description = "Print one JSON object." };
        command.Add(strict);
        command.Add(json);
        command.Validators.Add(result =>
        {
            var named = result.GetResult(file) is { Tokens.Count: > 0 };
            if (named == (result.GetResult(options.Payload) is not null))
                result.AddError(named ? "name the payload once" : "name the payload: gb check FILE");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)new Inputs(terminal, cancellation)
                .FileOrUrl("gb check", parsed.GetValue(file) ?? parsed.GetValue(options.Payload)!)
                .Match(source => Check(source, parsed.GetValue(options.DecryptionKey), parsed.GetValue(strict), parsed.GetValue(json), terminal), terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Check(Source written, string? decryptionKey, bool isStrict, bool isJson, Terminal terminal)
    {
        var source = written.WithoutComments();
        var (payload, errors) = Payload.Parse(source.Utf8, decryptionKey);
        var empty = errors.All(error => error.Severity == ErrorSeverity.Warning) ? LoadedPayload.FaultOfEmpty(source.Name, payload) : null;
        var report = new CheckReport(source, EvaluationRecord.HashPayload(written.Utf8), payload, errors);
        if (isJson)
            terminal.Print(report.ToValue().ToString());
        else
            report.Print(terminal);
        if (empty is not null)
            terminal.Fail(empty);
        return empty is not null || errors.Any(error => isStrict || error.Severity != ErrorSeverity.Warning) ? ExitCode.BadInput : ExitCode.Ok;
    }
}
