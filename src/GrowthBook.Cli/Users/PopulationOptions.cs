using System.CommandLine;
using GrowthBook.Analysis;
using TextOption = System.CommandLine.Option<string?>;

namespace GrowthBook.Cli;

/// <summary>The options of commands that work on many users, or on a part of them.</summary>
internal sealed class PopulationOptions
{
    public const string UsersName = "--users", ShardName = "--shard", PieceName = "--piece", PartialName = "--partial";

    private static readonly string[] OfResult =
        [ResultOptions.JsonName, ResultOptions.HtmlName, LimitOptions.MarkdownName, LimitOptions.FailOnName, LimitOptions.ExpectRampName];

    public TextOption Users { get; init; } = new(UsersName)
    {
        Description = "Users, one JSON object of attributes or archetype per line; - reads standard input.",
        HelpName = "FILE",
    };

    public TextOption Shard { get; } = new(ShardName)
    {
        Description = "Work on one of n parts only: 0/16 is the first of sixteen.",
        HelpName = "i/n",
        Validators =
        {
            static result =>
            {
                if (result.Tokens is [{ Value: var text }] && GrowthBook.Analysis.Shard.Parse(text) is null)
                    result.AddError(FormattableString.Invariant($"{ShardName} needs a part such as 0/16: an index from 0, and the number of parts, up to {GrowthBook.Analysis.Shard.MaxOf:N0}"));
            },
        },
    };

    public Option<bool> Piece { get; } = new(PieceName)
    {
        Description = "The lines are one of several pieces of a file, such as of GNU parallel's --pipe or Spark's pipe. Pieces are merged without numbers.",
    };

    public TextOption Partial { get; } = new(PartialName)
    {
        Description = "Write the counts to a file for `gb merge`, in the place of the result; - writes to standard output.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(Users);
        command.Add(Shard);
        command.Add(Piece);
        command.Add(Partial);
        command.Validate(result =>
        {
            if (result.GetResult(Shard) is not null && result.GetResult(Piece) is not null)
                result.AddError($"name either {ShardName} or {PieceName}, not both");
            foreach (var (option, name) in new (Option, string)[] { (Shard, ShardName), (Piece, PieceName) })
            {
                if (result.GetResult(option) is not null && result.GetResult(Partial) is null)
                    result.AddError($"{name} gives a part of the counts; name a file for them with {PartialName}");
            }
        });
        RefuseResult(command, Partial);
    }

    /// <summary>Refuses the options of a result with the option that writes counts in its place.</summary>
    public static void RefuseResult(Command command, Option partial) => command.Validate(result =>
    {
        if (result.GetResult(partial) is null)
            return;
        foreach (var option in command.Options.Where(option => OfResult.Contains(option.Name) && result.GetResult(option) is { Implicit: false }))
            result.AddError($"{PartialName} writes counts in the place of the result; give {option.Name} to the `gb merge` of all parts");
    });

    public Shard ShardOf(ParseResult parsed) => parsed.GetValue(Shard) is { } text ? GrowthBook.Analysis.Shard.Parse(text)!.Value
        : parsed.GetValue(Piece) ? GrowthBook.Analysis.Shard.Piece
        : GrowthBook.Analysis.Shard.Whole;

    /// <summary>Writes a partial result to the file of the option, as one line.</summary>
    public static Fault? Write(string path, PartialResult partial, Terminal terminal)
    {
        if (path == Inputs.StandardInput)
        {
            terminal.Output.WriteLine(partial.ToValue().ToString());
            return null;
        }
        return OutputFile.Write(path, partial.ToValue() + "\n");
    }
}
