using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb replay</c>: evaluates records again and compares the outcomes.</summary>
internal static class ReplayCommand
{
    /// <summary>Number of examples without the option <c>--limit</c>.</summary>
    private const int DefaultLimit = 10;

    public static Command Create(Terminal terminal)
    {
        var (payload, records) = (new PayloadOptions(), RecordOptions.Required());
        var only = new Option<string?>("--only")
        {
            Description = "Compare values only, or exposures only.",
            HelpName = $"{ReplaySummary.OnlyValue}|{ReplaySummary.OnlyExposure}",
        };
        only.AcceptOnly(ReplaySummary.OnlyValue, ReplaySummary.OnlyExposure);
        var limit = new Option<int>("--limit")
        {
            Description = "The number of changed records shown as examples, 0 or more.",
            HelpName = "NUMBER",
            DefaultValueFactory = _ => DefaultLimit,
            CustomParser = result => (int)WholeNumber.Parse(result, 0, int.MaxValue),
        };
        var command = new Command("replay", "Evaluates records again, and shows what differs from the recorded outcomes.") { records };
        payload.AddTo(command);
        var json = new Option<bool>(ResultOptions.JsonName) { Description = "Print one JSON object." };
        foreach (var option in new Option[] { only, limit, json })
            command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
            (int)await RecordOptions.Open(parsed, parsed.GetValue(records)!, payload, replays: true, terminal, cancellation).Match(
                run => ReplayAsync(run, new ReplaySummary(run.Name, parsed.GetValue(only), parsed.GetValue(limit)), parsed.GetValue(json), terminal, cancellation),
                fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false));
        return command;
    }

    private static async Task<ExitCode> ReplayAsync(RecordRun run, ReplaySummary summary, bool isJson, Terminal terminal, CancellationToken cancellation)
    {
        var (errors, warnings) = (new LineErrors(run.Name, terminal), new ResultWarnings(run.Name, terminal));
        var doubts = new DoubtWarnings(terminal);
        var end = await run.EachAsync(
            ReplayOutcome.Of,
            outcome =>
            {
                summary.Add(outcome);
                doubts.Show(outcome.Doubts, $"{run.Name}:{outcome.Line}: ");
                warnings.Add(outcome.Line, outcome.UnknownMembers);
                if (outcome.Error is { } error)
                    errors.Add(error);
            },
            cancellation).ConfigureAwait(false);
        warnings.End();
        errors.End("record that could not be evaluated", "records that could not be evaluated");
        if (isJson)
            terminal.Print(summary.ToValue(run.PayloadHash).ToString());
        else
            summary.Print(terminal);
        if (end is not null)
            return terminal.Fail(end);
        if (summary is { IsEmpty: true, HasFailed: false })
            terminal.Fail(summary.HasNotCompared ? $"{run.Name}: no recorded result has what --only compares; leave out --only" : $"{run.Name}: nothing to replay; make a recording with `gb eval --json` or `gb eval --records`");
        return summary.Code;
    }
}
