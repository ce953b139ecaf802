using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb diff</c>: shows what a change of a payload does to users.</summary>
internal static class DiffCommand
{
    public static Command Create(Terminal terminal)
    {
        var old = new Argument<string>("OLD") { Description = "The payload before: a file, a URL, or - for standard input." };
        var @new = new Argument<string>("NEW") { Description = "The payload after: a file, a URL, or - for standard input." };
        var (key, population, records) = (new PayloadOptions().DecryptionKey, new PopulationOptions(), RecordOptions.Optional());
        records.Description = "Evaluation records, one JSON object per line, each of which evaluates its feature under both payloads; - reads standard input.";
        var prove = new Option<bool>("--prove") { Description = "Prove for each experiment that users stay, or name a user who does not." };
        var traces = new Option<bool>("--traces") { Description = "Show examples of users with the explanations of both evaluations." };
        var sticky = new StickyOptions
        {
            Sticky = new Option<bool>(StickyOptions.StickyName)
            {
                Description = "The application has sticky buckets: assume that each user in an experiment has the assignment that the old payload stores, also users and records of a file. "
                    + "fallbackAttribute replaces a missing hashAttribute, in experiments and rollouts.",
            },
        };
        var (limits, form) = (new LimitOptions(), new ResultOptions());
        var command = new Command("diff", "Shows what a change of a payload does to users: by measure, by proof, and for users of a file.") { old, @new, records };
        population.AddTo(command);
        limits.AddTo(command);
        command.Add(prove);
        command.Add(traces);
        sticky.AddTo(command);
        command.Add(key);
        form.AddTo(command);
        command.Validate(result =>
        {
            var isCounted = result.GetResult(population.Users) is not null || result.GetResult(records) is not null;
            if (result.GetResult(population.Users) is not null && result.GetResult(records) is not null)
                result.AddError("name either --users or --records, not both");
            if (!isCounted && (result.GetResult(population.Partial) is not null || result.GetResult(traces) is not null))
                result.AddError("name the users with --users or --records");
            if (!isCounted && limits.OfUsers(result) is { } limit)
                result.AddError($"{LimitOptions.FailOnName}: `{limit}` is a number of users; name them with --users or --records, or write a share in percent");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var inputs = new Inputs(terminal, cancellation);
            var proves = parsed.GetValue(prove) || limits.ExpectsRamp(parsed);
            var read = await Task.Run(
                () => from oldText in inputs.FileOrUrl("OLD", parsed.GetValue(old)!)
                      from before in LoadedPayload.ParseWritten(oldText, terminal, parsed.GetValue(key))
                      let _ = WarnOfEmpty(oldText.Name, before, terminal)
                      from newText in inputs.FileOrUrl("NEW", parsed.GetValue(@new)!)
                      from after in LoadedPayload.ParseWritten(newText, terminal, parsed.GetValue(key))
                      let isEmpty = WarnOfEmpty(newText.Name, after, terminal)
                      select new Comparison(before, after, Diff.Of(before, after, new DiffOptions(sticky.Of(parsed) is true, proves) { HasStickyBuckets = sticky.Of(parsed) }), isEmpty),
                CancellationToken.None).ConfigureAwait(false);
            return (int)await read.Match(
                async comparison =>
                {
                    var report = limits.ReportOf(parsed, form.Of(parsed));
                    var path = parsed.GetValue(records) ?? parsed.GetValue(population.Users);
                    var code = path is null
                        ? report.Print(comparison.Diff.ToValue(), terminal)
                        : await inputs.Open(parsed.GetValue(records) is null ? PopulationOptions.UsersName : RecordOptions.RecordsName, path).Match(
                            stream => CountAsync(
                                comparison, new LineRun(Inputs.NameOf(path), stream, terminal), parsed.GetValue(records) is not null,
                                new Counting(population.ShardOf(parsed), parsed.GetValue(population.Partial), parsed.GetValue(traces)), report, terminal, cancellation),
                            fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false);
                    return code == ExitCode.Ok && comparison.IsNewEmpty ? ExitCode.BadInput : code;
                },
                fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Warns of a payload without features and experiments, as an outage leaves it.</summary>
    /// <returns>Whether it has none.</returns>
    private static bool WarnOfEmpty(string name, WrittenPayload payload, Terminal terminal)
    {
        var fault = LoadedPayload.FaultOfEmpty(name, payload.Compiled);
        if (fault is not null)
            terminal.Warn(fault.Message);
        return fault is not null;
    }

    private static async Task<ExitCode> CountAsync(
        Comparison comparison, LineRun run, bool ofRecords, Counting counting, DiffReport report, Terminal terminal, CancellationToken cancellation)
    {
        var comparer = new UserComparer(
            comparison.Old, comparison.New, comparison.Diff, counting.Shard, counting.WithTraces);
        var (tally, errors, lines, doubts) = (new UserTally(), new LineErrors(run.Name, terminal), 0L, new DoubtsOfUsers());
        var end = await run.EachBlockAsync(block => comparer.Compare(block, ofRecords), block =>
        {
            errors.Add(block.Errors);
            tally.Merge(block.Tally);
            doubts.Merge(block.Doubts);
            tally.AddUnread(block.Errors.Count);
            return lines += block.Lines;
        }, cancellation).ConfigureAwait(false);
        errors.End();
        if (end is not null)
            return terminal.Fail(end);
        var partial = PartialResult.OfShard(UserDiff.Kind, DiffPopulation.With(comparison.Diff.ToValue(), ofRecords), counting.Shard, tally.ToValue());
        if (counting.Partial is { } path)
        {
            doubts.Show(run.Name, [], terminal);
            return PopulationOptions.Write(path, partial, terminal) is { } fault ? terminal.Fail(fault) : errors.Count > 0 ? ExitCode.BadInput : ExitCode.Ok;
        }
        var result = UserDiff.ToValue(partial.About, partial.Tally);
        string[] missing = [.. MissingAttributes.Of(result).Select(each => each.Attribute)];
        doubts.Show(run.Name, missing, terminal);
        result = UserDoubts.With(result, [.. doubts.Texts(missing)]);
        AttributeWarnings.Show(result, run.Name + ": ", tally.AttributeNames, doubts.Attributes, terminal);
        var code = report.Print(result, terminal);
        var isEmpty = result["users"].Number("count") == 0;
        if (isEmpty)
            terminal.Fail($"{run.Name}: no {DiffPopulation.Many(partial.About)} to compare");
        return code == ExitCode.Ok && isEmpty ? ExitCode.BadInput : code;
    }

    private sealed record Comparison(WrittenPayload Old, WrittenPayload New, PayloadDiff Diff, bool IsNewEmpty);

    private sealed record Counting(Shard Shard, string? Partial, bool WithTraces);
}
