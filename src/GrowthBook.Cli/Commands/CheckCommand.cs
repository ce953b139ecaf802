using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb check</c>: prints every fault of a payload.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var payload = PayloadOptions.WithArgument();
        var strict = new Option<bool>("--strict") { Description = "End with exit code 3 also if there are only warnings." };
        var command = new Command("check", "Shows every fault of a payload.");
        payload.AddTo(command);
        var json = new Option<bool>(ResultOptions.JsonName) { Description = "Print one JSON object." };
        command.Add(strict);
        command.Add(json);
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)payload.ReadText(parsed, new Inputs(terminal, cancellation))
                .Match(source => Check(source, payload.KeyOf(parsed), parsed.GetValue(strict), parsed.GetValue(json), terminal), terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Check(Source written, string? decryptionKey, bool isStrict, bool isJson, Terminal terminal)
    {
        var source = written.WithoutComments();
        var (payload, errors) = Payload.Parse(source.Utf8, decryptionKey);
        var empty = errors.All(error => error.Severity == ErrorSeverity.Warning) ? LoadedPayload.FaultOfEmpty(source.Name, payload) : null;
        var report = new CheckReport(source, payload, errors);
        if (isJson)
            terminal.Print(report.ToValue().ToString());
        else
            report.Print(terminal);
        if (empty is not null)
            terminal.Fail(empty);
        return empty is not null || errors.Any(error => isStrict || error.Severity != ErrorSeverity.Warning) ? ExitCode.BadInput : ExitCode.Ok;
    }
}
