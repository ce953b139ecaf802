using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb power</c>: the smallest effects that an experiment finds, by weeks.</summary>
internal static class PowerCommand
{
    private static readonly int[] Weeks = [1, 2, 3, 4, 6, 8, 12];

    private static readonly string[] Header = ["weeks", "users in", "smallest lift", "from rate", "to rate"];

    public static Command Create(Terminal terminal)
    {
        var payload = PayloadOptions.WithArgument();
        var experiment = ExperimentOption.Required();
        var rule = ExperimentOption.Rule();
        var perWeek = new Option<double>("--users-per-week") { Description = "The number of users per week, before targeting and coverage.", HelpName = "NUMBER", Required = true, CustomParser = result => PositiveNumber.Parse(result, 1e15, "a number above 0 and below 1e15, without separators, such as 40000") };
        var rate = new Option<double>("--rate") { Description = "The rate of the control, between 0 and 1: the share of users who convert.", HelpName = "RATE", Required = true, CustomParser = result => PositiveNumber.Parse(result, 1, "a number between 0 and 1, both exclusive, such as 0.12 for 12 %") };
        var users = new Option<string?>(PopulationOptions.UsersName)
        {
            Description = "Users, one JSON object of attributes or archetype per line, whose share in the experiment replaces that of its coverage; - reads standard input.",
            HelpName = "FILE",
        };
        var (sticky, form) = (new StickyOptions(), new ResultOptions());
        var command = new Command("power", "Shows the smallest effects that an experiment finds, by weeks.") { experiment, rule, perWeek, rate, users };
        payload.AddTo(command);
        sticky.AddTo(command);
        form.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var inputs = new Inputs(terminal, cancellation);
            var read = await Task.Run(() => payload.ReadWritten(parsed, inputs, terminal), CancellationToken.None).ConfigureAwait(false);
            return (int)await read.Match(
                async found =>
                {
                    var written = sticky.Of(parsed) is false ? found.WithoutStickyBuckets() : found;
                    var (key, name) = (parsed.GetValue(experiment)!, parsed.GetValue(rule));
                    if (ExperimentPower.Of(written, key, name) is not { } plan)
                        return terminal.Fail(UnknownExperiment.Of(key, name, written, ExperimentPower.ErrorOf(written, key, name)));
                    var (admitted, code, counts) = parsed.GetValue(users) is { } path ? await AdmittedAsync(plan, sticky.Of(parsed), path, inputs, terminal, cancellation).ConfigureAwait(false) : (plan, ExitCode.Ok, default);
                    if (admitted is null)
                        return code;
                    var result = new Value.Object(admitted.ToValue(parsed.GetValue(perWeek), parsed.GetValue(rate), Weeks).With(Unread.Member, counts.Unread)
                        .Concat(StickyBucketing.MembersOf(sticky.Of(parsed))).Concat(StickyBucketing.UndecidedOf(counts.Undecided)));
                    return form.Of(parsed).Print(result, PowerShare.ReasonOf(result) is null ? code : ExitCode.BadInput, terminal, () => Print(result, terminal));
                },
                fault => Task.FromResult(terminal.Fail(fault))).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The plan with the share of the users of a file who are in the experiment, <c>null</c> after an error; the exit code, and the counts of the file.</summary>
    private static async Task<(ExperimentPower? Plan, ExitCode Code, Counts Counts)> AdmittedAsync(
        ExperimentPower plan, bool? hasStickyBuckets, string path, Inputs inputs, Terminal terminal, CancellationToken cancellation)
    {
        var (total, lines, errors, attributes, hashed) = (default(Counts), 0L, new LineErrors(Inputs.NameOf(path), terminal), new AttributeCounts(), plan.Hashed);
        var end = await inputs.Open(PopulationOptions.UsersName, path).Match(
            stream => new LineRun(Inputs.NameOf(path), stream, terminal).EachBlockAsync(block => Count(plan, hasStickyBuckets, block, hashed), counted =>
            {
                total = total.Plus(counted.Counts);
                attributes.Merge(counted.Attributes);
                errors.Add(counted.Errors);
                return lines += counted.Lines;
            }, cancellation),
            fault => Task.FromResult<Fault?>(fault)).ConfigureAwait(false);
        errors.End();
        if (end is null)
            AttributeWarnings.Show(attributes, hashed, Inputs.NameOf(path), terminal);
        if (end is null && UndecidedWarning.Of(total.Undecided, total.Users) is { } undecided)
            terminal.Warn($"{Inputs.NameOf(path)}: {undecided}");
        return end is null && total.Users > 0
            ? (plan.WithAdmitted(total.Admitted, total.Users), errors.Count > 0 ? ExitCode.BadInput : ExitCode.Ok, total with { Unread = errors.Count })
            : (null, terminal.Fail(end ?? Fault.Input($"{Inputs.NameOf(path)}: no users")), default);
    }

    private static (Counts Counts, AttributeCounts Attributes, UserErrors Errors, long Lines) Count(ExperimentPower plan, bool? hasStickyBuckets, RecordBlock block, ILookup<string, string> hashed)
    {
        var (counts, attributes, errors) = (default(Counts), new AttributeCounts(), new UserErrors());
        var lines = UserReader.Each(block, Shard.Whole, errors, (_, user) =>
        {
            attributes.Add(user.Attributes, hashed, hasStickyBuckets is true ? plan.Fallbacks : null);
            counts = counts.Plus(new Counts(1, plan.Admits(user.Attributes, hasStickyBuckets is true) ? 1 : 0, hasStickyBuckets is null && plan.IsUndecided(user.Attributes) ? 1 : 0, 0));
        });
        return (counts, attributes, errors, lines);
    }

    private static void Print(Value.Object result, Terminal terminal)
    {
        var rows = new List<string[]> { Header };
        foreach (var row in result["weeks"].Items())
        {
            var lift = row["smallestLift"].AsDouble();
            rows.Add(
            [
                row["weeks"].ToString(),
                Shown.Count(Math.Round(row.Number("users"))),
                lift is { } found ? Shown.Percent(Math.Round(found, 5)) : "none",
                Shown.Percent(result.Number("rate")),
                lift is { } relative ? Shown.Percent(Math.Round(result.Number("rate") * (1 + relative), 6)) : "",
            ]);
        }
        Columns.Print(terminal, rows);
        terminal.Print($"{Columns.Short(Shown.Text(result["key"]))}: {PowerShare.Of(result)}{(PowerShare.IsExact(result) ? "" : $"; {PopulationOptions.UsersName} FILE counts them")}; power 80 %, level 5 %{(UnreadLines.Of(result) is { } unread ? $"; {unread}" : "")}");
    }

    /// <param name="Users">The number of users of the file.</param>
    /// <param name="Admitted">The number of those in the experiment.</param>
    /// <param name="Undecided">The number of those of whom sticky buckets decide whether they are in it, if these are not known.</param>
    /// <param name="Unread">The number of lines that could not be read.</param>
    private readonly record struct Counts(long Users, long Admitted, long Undecided, long Unread)
    {
        public Counts Plus(Counts other) => new(Users + other.Users, Admitted + other.Admitted, Undecided + other.Undecided, Unread + other.Unread);
    }
}
