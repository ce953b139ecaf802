using System.CommandLine;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb replay</c>: evaluates records again and compares the outcomes.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        var (payload, records) = (new PayloadOptions(), RecordOptions.Required());
        var command = new Command("replay", "Evaluates records again and shows every difference from the recorded outcome.") { records };
        payload.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)RecordOptions.Open(parsed, parsed.GetValue(records)!, payload, terminal)
                .Match(run => Replay(run, terminal, cancellation), terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static ExitCode Replay(RecordRun run, Terminal terminal, CancellationToken cancellation)
    {
        var tally = new ReplayTally();
        var end = run.Each(record =>
        {
            var differences = record.Record?.Replay() ?? [];
            tally.Count(record, differences);
            if (record.Error is { } error)
                terminal.Warn($"{run.Name}: {error}");
            foreach (var difference in differences)
                terminal.Print($"{run.Name}:{record.Line}: id {record.Id ?? Value.Null.Instance}: {difference}");
        }, cancellation);
        terminal.Print(tally.ToString());
        return end is null ? tally.Code : terminal.Fail(end);
    }
}
