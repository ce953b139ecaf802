using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GrowthBook.Analysis;

namespace GrowthBook.Cli.Commands;

/// <summary><c>gb find-user</c>: identifiers that an experiment gives a variation.</summary>
internal static class FindUserCommand
{
    /// <summary>2^53: beyond, JSON numbers are not exact.</summary>
    private const long MaxSeed = 9_007_199_254_740_992;

    private const int MaxCount = 10_000;

    public static Command Create(Terminal terminal)
    {
        var payload = new Argument<string>("PAYLOAD") { Description = "The payload: a file, a URL, or - for standard input." };
        var experiment = new Option<string>("--experiment") { Description = "The key of the experiment.", HelpName = "KEY", Required = true };
        var variation = new Option<string>("--variation") { Description = "The key of the variation, or its index from 0.", HelpName = "KEY", Required = true };
        var count = new Option<int>("--count") { Description = "The number of users, 1 to 10,000.", HelpName = "NUMBER", CustomParser = result => (int)Parse(result, 1, MaxCount), DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "The number of the first identifier that is tried, 0 to 2^53. Default: 0.", HelpName = "NUMBER", CustomParser = result => Parse(result, 0, MaxSeed) };
        var (context, key, json) = (new ContextOptions(), new PayloadOptions().DecryptionKey, new Option<bool>("--json") { Description = "Print one JSON object." });
        var command = new Command("find-user", "Finds identifiers of users who get a variation of an experiment.") { payload, experiment, variation, count, seed };
        context.AddTo(command);
        command.Add(json);
        command.Add(key);
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                var inputs = new Inputs(terminal, cancellation);
                return (int)(from written in LoadedPayload.ReadWritten(inputs, terminal, "PAYLOAD", parsed.GetValue(payload)!, parsed.GetValue(key))
                             from user in context.Read(parsed, written.Compiled, inputs, terminal)
                             from found in Find(written, user, parsed.GetValue(experiment)!, parsed.GetValue(variation)!, parsed.GetValue(count), parsed.GetValue(seed))
                             select found).Match(found => Print(found, parsed.GetValue(json), terminal), terminal.Fail);
            },
            CancellationToken.None));
        return command;
    }

    private static Outcome<FoundUsers> Find(WrittenPayload payload, Context context, string experiment, string variation, int count, long first) =>
        UserSearch.Of(payload, experiment) is not { } search ? UnknownExperiment.Of(experiment, payload)
        : search.IndexOf(variation) is { } index ? search.Find(index, context, count, first)
        : Fault.Input($"experiment `{experiment}` has no variation `{variation}`; it has {string.Join(", ", search.Variations)}");

    private static ExitCode Print(FoundUsers found, bool isJson, Terminal terminal)
    {
        if (isJson)
        {
            terminal.Print(found.ToValue().ToString());
        }
        else
        {
            foreach (var user in found.Users)
                terminal.Print(user.Id);
            terminal.Print(found.Reason is null ? Summary(found) : $"{(found.Users.IsEmpty ? "no user found" : Summary(found))}: {found.Reason}");
        }
        return found.Reason is null ? ExitCode.Ok : ExitCode.Different;
    }

    private static string Summary(FoundUsers found) =>
        $"{found.Users.Length} {(found.Users.Length == 1 ? "user" : "users")} by {found.Attribute} in variation {found.Variation} of {found.Experiment}"
        + (found.Share is { } share ? $"; buckets of {Shown.Percent(Math.Round(share, 6))} of users lead there" : "");

    private static long Parse(ArgumentResult result, long least, long most)
    {
        if (!long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{((OptionResult)result.Parent!).Option.Name} needs a whole number from {least} to {most}"));
        return number;
    }
}
