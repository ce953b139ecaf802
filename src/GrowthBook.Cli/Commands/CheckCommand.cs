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
        var command = new Command("check", "Shows every fault of a payload.");
        options.AddTo(command);
        command.SetAction((parsed, _) => Task.Run(
            () => (int)(parsed.GetValue(options.Payload) is { } path
                ? new Inputs(terminal).File(PayloadOptions.PayloadName, path)
                    .Match(source => Check(source.WithoutComments(), parsed.GetValue(options.DecryptionKey), terminal), terminal.Fail)
                : terminal.Fail(PayloadOptions.Missing)),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Check(Source source, string? decryptionKey, Terminal terminal)
    {
        var (payload, errors) = Payload.Parse(source.Utf8, decryptionKey);
        var searched = 0L;
        foreach (var error in errors)
        {
            searched += source.Utf8.Length;
            terminal.Print($"{Diagnostics.SeverityOf(error)}: {source.Locate(error, searched <= MaxSearchedBytes)}");
        }
        terminal.Print(
            $"features: {payload.FeatureKeys.Count}, experiments: {payload.Experiments.Length}, diagnostics: {errors.Length}");
        return errors.Any(error => error.Severity != ErrorSeverity.Warning) ? ExitCode.BadInput : ExitCode.Ok;
    }
}
