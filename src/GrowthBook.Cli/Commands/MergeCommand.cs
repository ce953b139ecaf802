using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb merge</c>: makes the whole of partial results.</summary>
internal static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        var parts = new Argument<string[]>("PART")
        {
            Description = "Partial results, from --partial.",
            Arity = ArgumentArity.OneOrMore,
        };
        var partial = new Option<string?>(PopulationOptions.PartialName) { Description = "Write the merged counts to a file, also if shards are missing.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("merge", "Makes the whole of the partial results of diff or simulate.") { parts, partial, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => (int)Merge(parsed.GetValue(parts)!, new Inputs(terminal, cancellation)).Match(
                merged => Print(merged, parsed.GetValue(partial), parsed.GetValue(json), terminal),
                terminal.Fail),
            CancellationToken.None));
        return command;
    }

    private static Outcome<PartialResult> Merge(string[] paths, Inputs inputs)
    {
        Outcome<PartialResult>? merged = null;
        foreach (var path in paths)
        {
            var next = from source in inputs.FileOrUrl("gb merge", path) from part in Parse(source) select part;
            merged = merged is not { } so ? next : so.Bind(left => next.Bind(right => left.Merge(right) switch
            {
                ({ } both, _) => both,
                (_, var refusal) => (Outcome<PartialResult>)Fault.Input($"{path}: does not belong to the others: {refusal}"),
            }));
        }
        return merged!.Value;
    }

    private static Outcome<PartialResult> Parse(Source source) => PartialResult.Parse(System.Text.Encoding.UTF8.GetString(source.Utf8)) switch
    {
        ({ } part, _) => part,
        (_, var errors) => Fault.Input(source.Locate(errors[0])),
    };

    private static ExitCode Print(PartialResult merged, string? partial, bool isJson, Terminal terminal)
    {
        if (partial is not null)
            return PopulationOptions.Write(partial, merged) is { } fault ? terminal.Fail(fault) : ExitCode.Ok;
        if (!merged.Missing.IsEmpty)
            return terminal.Fail(Fault.Input($"shards are missing: {string.Join(", ", merged.Missing.Take(20).Select(shard => $"{shard}/{merged.Of}"))}{(merged.Missing.Length > 20 ? $" and {merged.Missing.Length - 20} more" : "")}"));
        return merged.Kind switch
        {
            UserDiff.Kind => new DiffReport(isJson, [], false).Print(UserDiff.ToValue(merged.About, merged.Tally), terminal),
            Simulation.Kind => SimulationReport.Print(SimulationResult.ToValue(merged.About, merged.Tally), isJson, terminal),
            _ => terminal.Fail(Fault.Input($"`{merged.Kind}` is no kind of partial result; expected {UserDiff.Kind} or {Simulation.Kind}")),
        };
    }
}
