using System.CommandLine;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb merge</c>: makes the whole of partial results.</summary>
internal static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        var parts = new Argument<string[]>("PART")
        {
            Description = "Files of partial results, from --partial, one per line; - reads standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var partial = new Option<string?>(PopulationOptions.PartialName) { Description = "Write the merged counts to a file, also if shards are missing.", HelpName = "FILE" };
        var (limits, form) = (new LimitOptions(), new ResultOptions());
        var command = new Command("merge", "Makes the whole of the partial results of diff or simulate.") { parts, partial };
        limits.AddTo(command);
        form.AddTo(command);
        PopulationOptions.RefuseResult(command, partial);
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)Merge(parsed.GetValue(parts)!, new Inputs(terminal, cancellation)).Match(
                merged => parsed.GetValue(partial) is { } path ? Write(merged, path, terminal) : Print(merged, limits, form.Of(parsed), parsed, terminal),
                terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static Outcome<PartialResult> Merge(string[] paths, Inputs inputs)
    {
        Outcome<PartialResult>? merged = null;
        foreach (var (place, next) in paths.SelectMany(path => Parts(path, inputs)))
        {
            merged = merged is not { } so ? next : so.Bind(left => next.Bind(right => left.Merge(right) switch
            {
                ({ } both, _) => both,
                (_, var refusal) => (Outcome<PartialResult>)Fault.Input($"{place}: does not belong to the others: {refusal}"),
            }));
        }
        return merged!.Value;
    }

    /// <summary>The partial results of a file with their places, or the fault.</summary>
    private static IEnumerable<(string Place, Outcome<PartialResult> Part)> Parts(string path, Inputs inputs) => inputs.FileOrUrl("gb merge", path).Match(
        source => Encoding.UTF8.GetString(source.Utf8).Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).ToArray() switch
        {
            [] => [(path, Fault.Input($"{source.Name}: has no partial result; make one with {PopulationOptions.PartialName}"))],
            [var (_, line)] => [(source.Name, Parse(source.Name, line))],
            [var (_, first), ..] when Value.Parse(first).Value is null && Value.Parse(Encoding.UTF8.GetString(source.Utf8)).Value is not null =>
                [(source.Name, Parse(source.Name, Encoding.UTF8.GetString(source.Utf8)))], // one JSON text over several lines
            var lines => lines.Select(line => (Place: $"{source.Name}:{line.Index + 1}", Part: Parse($"{source.Name}:{line.Index + 1}", line.Item))),
        },
        fault => [(path, fault)]);

    private static Outcome<PartialResult> Parse(string place, string line) => PartialResult.Parse(line) switch
    {
        ({ } part, _) => part,
        (_, var errors) => Fault.Input($"{place}: {errors[0].Path}: {TextPlace.Of(errors[0].Message).Message}"),
    };

    private static ExitCode Write(PartialResult merged, string path, Terminal terminal) =>
        PopulationOptions.Write(path, merged, terminal) is { } fault ? terminal.Fail(fault) : merged.Tally.Number(Unread.Member) > 0 ? ExitCode.BadInput : ExitCode.Ok;

    private static ExitCode Print(PartialResult merged, LimitOptions limits, ResultForm form, ParseResult parsed, Terminal terminal)
    {
        if (merged.Kind != UserDiff.Kind && limits.Given(parsed) is { } option)
            return terminal.Fail(Fault.Usage($"{option} is for the counts of `gb {UserDiff.Kind}`; these are of `{merged.Kind}`"));
        if (!merged.Missing.IsEmpty)
            return terminal.Fail(Fault.Input($"shards are missing: {string.Join(", ", merged.Missing.Take(20).Select(shard => $"{shard}/{merged.Of}"))}{(merged.Missing.Length > 20 ? $" and {merged.Missing.Length - 20} more" : "")}"));
        if (merged.UserCount == 0)
            return terminal.Fail(Fault.Input($"the parts have no {DiffPopulation.Many(merged.About)}"));
        return merged.Kind switch
        {
            UserDiff.Kind => PrintDiff(UserDiff.ToValue(merged.About, merged.Tally), limits.ReportOf(parsed, form), terminal),
            Simulation.Kind => SimulationReport.Print(SimulationResult.ToValue(merged.About, merged.Tally), form, terminal),
            _ => terminal.Fail(Fault.Input($"`{merged.Kind}` is no kind of partial result; expected {UserDiff.Kind} or {Simulation.Kind}")),
        };
    }

    private static ExitCode PrintDiff(Value.Object result, DiffReport report, Terminal terminal)
    {
        AttributeWarnings.Show(result, "", [], [], terminal);
        return report.Print(result, terminal);
    }
}
