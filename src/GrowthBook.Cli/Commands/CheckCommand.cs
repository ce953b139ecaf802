using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb check</c>: prints every fault of a payload.</summary>
internal static class CheckCommand
{
    /// <summary>Bytes searched for line numbers, in total; later diagnostics show the JSON path only.</summary>
    private const long MaxSearchedBytes = 1L << 31;

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
        command.Add(strict);
        command.Validators.Add(result =>
        {
            var named = result.GetResult(file) is { Tokens.Count: > 0 };
            if (named == (result.GetResult(options.Payload) is not null))
                result.AddError(named ? "name the payload once" : "name the payload: gb check FILE");
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)new Inputs(terminal, cancellation)
                .FileOrUrl("gb check", parsed.GetValue(file) ?? parsed.GetValue(options.Payload)!)
                .Match(source => Check(source.WithoutComments(), parsed.GetValue(options.DecryptionKey), parsed.GetValue(strict), terminal), terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Check(Source source, string? decryptionKey, bool isStrict, Terminal terminal)
    {
        var (payload, errors) = Payload.Parse(source.Utf8, decryptionKey);
        var searched = 0L;
        foreach (var error in errors)
        {
            searched += source.Utf8.Length;
            terminal.Print($"{Diagnostics.SeverityOf(error)}: {source.Locate(error, searched <= MaxSearchedBytes)}");
        }
        var empty = errors.All(error => error.Severity == ErrorSeverity.Warning) ? LoadedPayload.FaultOfEmpty(source.Name, payload) : null;
        if (empty is not null)
            terminal.Print($"error: {empty.Message}");
        terminal.Print(
            $"features: {payload.FeatureKeys.Count}, experiments: {payload.Experiments.Length}, diagnostics: {errors.Length}");
        return empty is not null || errors.Any(error => isStrict || error.Severity != ErrorSeverity.Warning) ? ExitCode.BadInput : ExitCode.Ok;
    }
}
