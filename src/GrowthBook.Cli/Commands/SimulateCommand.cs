using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb simulate</c>: counts the assignments of many users and tests them.</summary>
internal static class SimulateCommand
{
    private const long DefaultUsers = 100_000;

    private static readonly string Form = FormattableString.Invariant(
        $"{PopulationOptions.UsersName} needs a whole number from 1 to {Simulation.MaxUsers} without separators, such as 100000 or 1e5, or the name of a file");

    public static Command Create(Terminal terminal)
    {
        var payload = PayloadOptions.WithArgument();
        var population = new PopulationOptions
        {
            Users = new Option<string?>(PopulationOptions.UsersName)
            {
                Description = "The number of users to generate, such as 1e6, or a file of users, one JSON object of attributes or archetype per line. Default: 100,000.",
                HelpName = "N|FILE",
            },
        };
        var seed = new Option<ulong>("--seed") { Description = "The seed of generated users, 0 to 2^53. Default: 0.", HelpName = "NUMBER", CustomParser = result => (ulong)WholeNumber.Parse(result, 0, WholeNumber.MaxExact) };
        var (sticky, form) = (new StickyOptions(), new ResultOptions());
        var command = new Command("simulate", "Counts the assignments of many users to experiments and rollouts, and tests their shares.");
        payload.AddTo(command);
        population.AddTo(command);
        command.Add(seed);
        sticky.AddTo(command);
        form.AddTo(command);
        command.Validate(result =>
        {
            var users = result.GetValue(population.Users);
            if (NumberOf(users) is { } number ? !IsCount(number) : WholeNumber.IsMeant(users!) && !File.Exists(users))
                result.AddError(Form);
            else if (NumberOf(users) is null && FileName.IsMissingWord(users!))
                result.AddError($"{Form}; there is no file `{users}`");
            if (result.GetResult(population.Piece) is { Implicit: false } && NumberOf(result.GetValue(population.Users)) is not null)
                result.AddError($"{PopulationOptions.PieceName} is for the lines of a file; give {PopulationOptions.ShardName} i/n with generated users");
            if (result.GetResult(seed) is { Implicit: false } && NumberOf(result.GetValue(population.Users)) is null)
                result.AddError("--seed is for generated users; the users of a file have their identifiers");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var inputs = new Inputs(terminal, cancellation);
            var read = await Task.Run(
                () => from source in payload.ReadText(parsed, inputs)
                      from written in LoadedPayload.ParseWritten(source, terminal, payload.KeyOf(parsed))
                      from filled in LoadedPayload.FaultOfEmpty(source.Name, written.Compiled) is { } fault ? (Outcome<WrittenPayload>)fault : written
                      select filled,
                CancellationToken.None).ConfigureAwait(false);
            var work = new Work(population.ShardOf(parsed), parsed.GetValue(population.Partial), form.Of(parsed), terminal, cancellation);
            return (int)await read.Match(
                written => NumberOf(parsed.GetValue(population.Users)) is { } users
                    ? GenerateAsync(Simulation.Of(written, sticky.Of(parsed)), (long)users, parsed.GetValue(seed), work)
                    : inputs.Open(PopulationOptions.UsersName, parsed.GetValue(population.Users)!).Match(
                        stream => CountAsync(Simulation.Of(written, sticky.Of(parsed)), new LineRun(Inputs.NameOf(parsed.GetValue(population.Users)!), stream, terminal), work),
                        fault => Task.FromResult(terminal.Fail(fault))),
                fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The number that a text is; <c>null</c> for the name of a file.</summary>
    private static double? NumberOf(string? text) => text is null ? DefaultUsers : File.Exists(text) ? null : DecimalNumber.Parse(text);

    /// <summary>Whether so many users can be generated.</summary>
    private static bool IsCount(double number) => number is >= 1 and <= Simulation.MaxUsers && number == Math.Floor(number);

    private static async Task<ExitCode> GenerateAsync(Simulation simulation, long users, ulong seed, Work work)
    {
        try
        {
            var counts = await CountProgress.ShowAsync(users, "user", work.Terminal, report => Task.Run(
                () => simulation.Run(users, seed, work.Shard, done => report(done, done), work.Cancellation), CancellationToken.None)).ConfigureAwait(false);
            return work.End(counts, 0, "no users in this shard to simulate");
        }
        catch (OperationCanceledException)
        {
            return work.Terminal.Fail(new Fault(ExitCode.Interrupted, "interrupted"));
        }
    }

    private static async Task<ExitCode> CountAsync(Simulation simulation, LineRun run, Work work)
    {
        var (total, errors, lines, attributes) = (simulation.NewCounter(), new LineErrors(run.Name, work.Terminal), 0L, new AttributeCounts());
        var doubts = new DoubtsOfUsers();
        var search = new DoubtSearch(simulation.Payload.Compiled, [.. simulation.Payload.Compiled.FeatureKeys], [.. simulation.Payload.Parts.Experiments.Select(rule => rule.Experiment!)]);
        var hashed = HashAttributes.PartsOf(simulation.Payload.Parts);
        var fallbacks = simulation.HasStickyBuckets is true ? simulation.Fallbacks : null;
        var end = await run.EachBlockAsync(block => Count(simulation, block, work.Shard, hashed, fallbacks, search), counted =>
        {
            attributes.Merge(counted.Attributes);
            doubts.Merge(counted.Doubts);
            errors.Add(counted.Errors);
            total.Merge(counted.Counter);
            total.AddUnread(counted.Errors.Count);
            return lines += counted.Lines;
        }, work.Cancellation).ConfigureAwait(false);
        errors.End();
        if (end is null)
            doubts.Show(run.Name, attributes.Missing, work.Terminal);
        if (end is null && work.Partial is null)
            AttributeWarnings.Show(attributes, hashed, run.Name, work.Terminal);
        return end is null ? work.End(simulation.Result(total, work.Shard, new Value.Object([new("file", run.Name)])), errors.Count, $"{run.Name}: no users") : work.Terminal.Fail(end);
    }

    private static (AssignmentCounter Counter, AttributeCounts Attributes, DoubtsOfUsers Doubts, UserErrors Errors, long Lines) Count(
        Simulation simulation, RecordBlock block, Shard shard, ILookup<string, string> hashed, FallbackUsers? fallbacks, DoubtSearch search)
    {
        var (counter, attributes, doubts, errors) = (simulation.NewCounter(), new AttributeCounts(), new DoubtsOfUsers(), new UserErrors());
        return (counter, attributes, doubts, errors, UserReader.Each(block, shard, errors, (line, user) =>
        {
            search.Add(line, new Context(simulation.Payload.Compiled, user.Attributes), doubts);
            counter.Add(user.Attributes);
            attributes.Add(user.Attributes, hashed, fallbacks);
        }));
    }

    private sealed record Work(Shard Shard, string? Partial, ResultForm Form, Terminal Terminal, CancellationToken Cancellation)
    {
        /// <summary>Writes the partial result, or prints the whole.</summary>
        public ExitCode End(PartialResult partial, long failed, string empty)
        {
            if (Partial is { } path)
                return PopulationOptions.Write(path, partial, Terminal) is { } fault ? Terminal.Fail(fault) : failed > 0 ? ExitCode.BadInput : ExitCode.Ok;
            if (partial.Tally.Number("users") == 0)
                return Terminal.Fail(Fault.Input(empty));
            return SimulationReport.Print(SimulationResult.ToValue(partial.About, partial.Tally), Form, Terminal);
        }
    }
}
