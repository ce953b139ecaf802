using System.CommandLine;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb find-user</c>: identifiers that an experiment gives a variation.</summary>
internal static class FindUserCommand
{
    private const int MaxCount = 10_000;

    public static Command Create(Terminal terminal)
    {
        var payload = PayloadOptions.WithArgument();
        var experiment = ExperimentOption.Required();
        var rule = ExperimentOption.Rule();
        var variation = new Option<string>("--variation") { Description = "The key of the variation, or its index from 0.", HelpName = "KEY", Required = true };
        var count = new Option<int>("--count") { Description = "The number of users, 1 to 10,000.", HelpName = "NUMBER", CustomParser = result => (int)WholeNumber.Parse(result, 1, MaxCount), DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "The number of the first identifier that is tried, 0 to 2^53. Default: 0.", HelpName = "NUMBER", CustomParser = result => WholeNumber.Parse(result, 0, WholeNumber.MaxExact) };
        var (context, form) = (new ContextOptions(), new ResultOptions());
        var command = new Command("find-user", "Finds identifiers of users who get a variation of an experiment.") { experiment, variation, rule, count, seed };
        payload.AddTo(command);
        context.AddTo(command);
        form.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var inputs = new Inputs(terminal, cancellation);
                return (int)(from written in payload.ReadWritten(parsed, inputs, terminal)
                             from user in context.Read(parsed, written.Compiled, inputs, terminal)
                             from found in Find(context.Sticky.Of(parsed) is false ? written.WithoutStickyBuckets() : written, (parsed.GetValue(experiment)!, parsed.GetValue(rule)), parsed.GetValue(variation)!, search => Search(search, user))
                             select WarnOfIdentifier(found, user, terminal).ToValue().With("payload", written.Hash)).Match(found => Print(new(found.Concat(StickyBucketing.MembersOf(context.Sticky.Of(parsed)))), form.Of(parsed), terminal), terminal.Fail);

                FoundUsers Search((UserSearch Search, int Variation) of, Context user)
                {
                    var (number, first) = (parsed.GetValue(count), parsed.GetValue(seed));
                    var found = of.Search.Find(of.Variation, user, number, first);
                    if (context.Sticky.Of(parsed) is null && user.StickyBuckets is null && !of.Search.Fallbacks.IsEmpty
                        && !found.Users.Select(each => each.Id).SequenceEqual(of.Search.Find(of.Variation, StickyBucketing.With(user), number, first).Users.Select(each => each.Id)))
                    {
                        terminal.Warn(UndecidedWarning.OfSearch);
                    }
                    return found;
                }
            },
            CancellationToken.None));
        return command;
    }

    private static Outcome<FoundUsers> Find(
        WrittenPayload payload, (string Key, string? Rule) experiment, string variation, Func<(UserSearch Search, int Variation), FoundUsers> find) =>
        UserSearch.Of(payload, experiment.Key, experiment.Rule) is not { } search ? UnknownExperiment.Of(experiment.Key, experiment.Rule, payload)
        : search.IndexOf(variation) is { } index ? find((search, index))
        : Fault.Input($"experiment `{Columns.Short(experiment.Key)}` has no variation `{Columns.Short(variation)}`; it has {(search.Variations.IsEmpty ? "none" : string.Join(", ", search.Variations.Select(each => Columns.Short(each))))}{VariationNumbers.Of(search.Variations) ?? Nearest.Question(variation, search.Variations)}");

    /// <summary>Warns of an identifier that is given: the search replaces it.</summary>
    private static FoundUsers WarnOfIdentifier(FoundUsers found, Context user, Terminal terminal)
    {
        if (user.Attributes.ContainsKey(found.Attribute) || user.AttributeOverrides.ContainsKey(found.Attribute))
            terminal.Warn($"the given attribute `{found.Attribute}` is ignored: find-user tries identifiers in its place; `gb eval` evaluates a given one");
        return found;
    }

    private static ExitCode Print(Value.Object result, ResultForm form, Terminal terminal)
    {
        var summary = FindUserSummary.Of(result);
        return form.Print(result, summary.IsPassed ? ExitCode.Ok : ExitCode.Different, terminal, () =>
        {
            foreach (var user in result["users"].Items())
                terminal.Print(Shown.Text(user["id"]));
            // With several identifiers the first alone is not the user.
            foreach (var user in result["users"].Items().Where(user => HasFurther((Value.Object)user["attributes"], result)))
                terminal.Note($"{Shown.Text(user["id"])} is {user["attributes"].ToJson()}");
            terminal.Note(summary.Text);
        });
    }

    /// <summary>Whether attributes were made other than the identifier that is printed.</summary>
    private static bool HasFurther(Value.Object attributes, Value.Object result) =>
        attributes.Any(each => each.Key != result["attribute"].AsString() && !each.Value.Equals(result["attributes"][each.Key]));
}
