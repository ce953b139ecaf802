using System.Collections.Immutable;
using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb srm</c>: tests counts of exposures against the shares of a payload.</summary>
internal static class SrmCommand
{
    public static Command Create(Terminal terminal)
    {
        var exposures = new Argument<string>("EXPOSURES")
        {
            Description = "Exposures, one line per user and experiment, that of the first exposure: CSV with the columns experiment and variation, or JSON objects with these members, and count for aggregates. - reads standard input.",
        };
        var (payload, form) = (new PayloadOptions(), new ResultOptions());
        var command = new Command("srm", "Tests real counts of exposures against the shares that the payload promises.") { exposures };
        payload.AddTo(command);
        form.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var inputs = new Inputs(terminal, cancellation);
            var path = parsed.GetValue(exposures)!;
            var opened = await Task.Run(
                () => from written in payload.ReadWritten(parsed, inputs, terminal)
                      from stream in inputs.Open("gb srm", path)
                      select (written, new LineRun(Inputs.NameOf(path), stream, terminal, isJson: false)).ToTuple(),
                CancellationToken.None).ConfigureAwait(false);
            return (int)await opened.Match(
                run => CountAsync(run.Item1, run.Item2, form.Of(parsed), terminal, cancellation),
                fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<ExitCode> CountAsync(WrittenPayload payload, LineRun run, ResultForm form, Terminal terminal, CancellationToken cancellation)
    {
        var (test, errors, count) = (ExposureTest.Of(payload), new LineErrors(run.Name, terminal), 0L);
        using var lines = new ExposureLines();
        var end = await run.EachBlockAsync(ExposureLines.Split, block =>
        {
            foreach (var (number, text, unreadable) in block)
            {
                count++;
                if (lines.Read(number, text, unreadable) is { } row)
                    Add(row, test, errors);
            }
            return count;
        }, cancellation).ConfigureAwait(false);
        if (end is null && lines.End() is { } open)
            Add(open, test, errors);
        errors.End();
        if (end is not null)
            return terminal.Fail(end);
        if (lines.LostCounts is { } lost)
            return terminal.Fail(Fault.Input($"{run.Name}: {lost}"));
        if (test.Unknown > 0)
            terminal.Warn($"{run.Name}: {UnknownOf(test, payload)}");
        var result = test.ToValue();
        if (!result["experiments"].Items().Any())
            return terminal.Fail(Fault.Input($"{run.Name}: no exposures of experiments of the payload"));
        return SimulationReport.Print(result, form, terminal);
    }

    /// <summary>Counts a row; the name that a variation means is only looked up for an error that is shown.</summary>
    private static void Add(ExposureRow row, ExposureTest test, LineErrors errors)
    {
        if (row.Error is { } error)
            errors.Add(() => $"line {row.Line}: {error}", row.Lines);
        else if (row.Exposure is { } read && !test.Add(read.Experiment, read.Variation, read.Count))
            errors.Add(() => $"line {row.Line}: experiment `{Columns.Short(read.Experiment)}` has no variation `{Columns.Short(read.Variation)}`{MendOf(read.Variation, test.VariationsOf(read.Experiment))}", row.Lines);
        else
            return;
        test.AddUnread(row.Lines);
    }

    private static string MendOf(string variation, ImmutableArray<string> known) => VariationNumbers.Of(known) ?? Nearest.Question(variation, known);

    /// <summary>The number of exposures that are not tested, and some of their experiments with the nearest keys of the payload.</summary>
    private static string UnknownOf(ExposureTest test, WrittenPayload payload)
    {
        var known = ExperimentPower.KeysOf(payload).ToArray();
        var keys = test.UnknownKeys.Select(key => $"`{Columns.Short(key)}`"
            + (known.Contains(key, StringComparer.Ordinal) ? " (a contextual bandit, whose shares vary)"
            : UnknownExperiment.OfFeature(key, payload.Compiled) is { } feature ? $" ({feature})" : Nearest.Find(key, known) is { } nearest ? $" (did you mean {nearest}?)" : ""));
        return $"not tested: {Shown.Count(test.Unknown, "exposure")} of experiments that the payload does not have, or of contextual bandits"
            + (test.UnknownKeys.Length == ExposureTest.MaxUnknownKeys ? ", such as " : ": ") + string.Join(", ", keys);
    }
}
