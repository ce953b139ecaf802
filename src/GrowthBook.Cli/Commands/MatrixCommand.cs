using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb matrix</c>: the values of features for the users or archetypes of a file, with the reasons.</summary>
internal static class MatrixCommand
{
    public static Command Create(Terminal terminal)
    {
        var features = new Argument<string[]>("FEATURE") { Description = "The keys of the features. Default: all features of the payload.", Arity = ArgumentArity.ZeroOrMore };
        var payload = PayloadOptions.WithArgument(features);
        var users = new Option<string>(PopulationOptions.UsersName)
        {
            Description = "Users, one JSON object of attributes per line, or archetypes, {\"name\":\"ada\",\"attributes\":{…}}; - reads standard input.",
            HelpName = "FILE",
            Required = true,
        };
        var (sticky, form) = (new StickyOptions(), new ResultOptions());
        var command = new Command("matrix", "Shows the values of features for users or archetypes, with the reasons.") { users };
        payload.AddTo(command);
        sticky.AddTo(command);
        form.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var inputs = new Inputs(terminal, cancellation);
            var path = parsed.GetValue(users)!;
            var opened = await Task.Run(
                () => from written in payload.ReadWritten(parsed, inputs, terminal)
                      from columns in ColumnsOf(written.Compiled, payload.FollowingOf(parsed))
                      from stream in inputs.Open(PopulationOptions.UsersName, path)
                      select (new MatrixReport(written, columns, sticky.Of(parsed), form.Of(parsed)), new LineRun(Inputs.NameOf(path), stream, terminal)).ToTuple(),
                CancellationToken.None).ConfigureAwait(false);
            return (int)await opened.Match(
                run => PrintAsync(run.Item1, run.Item2, terminal, cancellation),
                fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false);
        });
        return command;
    }

    private static Outcome<string[]> ColumnsOf(Payload payload, string[] features)
    {
        if (features.Length == 0)
            return payload.FeatureKeys.Count == 0 ? Fault.Input("the payload has no features") : payload.FeatureKeys.ToArray();
        return features.FirstOrDefault(feature => !payload.HasFeature(feature)) is { } unknown ? Fault.Input(UnknownFeature.Message(unknown, payload) + (File.Exists(unknown) ? $"; name the payload once, as {PayloadOptions.ArgumentName} or with {PayloadOptions.PayloadName}" : "")) : features;
    }

    private static async Task<ExitCode> PrintAsync(MatrixReport report, LineRun run, Terminal terminal, CancellationToken cancellation)
    {
        var errors = new LineErrors(run.Name, terminal);
        report.Begin(terminal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, report.HasPage ? CancellationToken.None : terminal.OutputClosed);
        var end = await run.EachBlockAsync(report.Evaluate, block =>
        {
            errors.Add(block.Errors);
            return report.Print(block, terminal);
        }, stop.Token).ConfigureAwait(false);
        errors.End();
        if (end is { Code: ExitCode.Interrupted } && !cancellation.IsCancellationRequested)
            return errors.Count > 0 ? ExitCode.BadInput : ExitCode.OutputClosed;
        if (end is not null)
            return terminal.Fail(end);
        if (report.End(terminal) is { } fault)
            return terminal.Fail(fault);
        report.Warn(run.Name, terminal);
        if (report.Users == 0)
            terminal.Fail($"{run.Name}: no users");
        return errors.Count > 0 || report.Users == 0 ? ExitCode.BadInput : ExitCode.Ok;
    }
}
