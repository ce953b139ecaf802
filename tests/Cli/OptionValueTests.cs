using System.CommandLine;

namespace GrowthBook.Cli.Tests;

public sealed class OptionValueTests
{
    private static readonly Command[] Commands = CreateCommands();

    public static TheoryData<string, string> OptionsWithValue
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var command in Commands)
            {
                foreach (var option in command.Options.Where(option => option.Arity.MinimumNumberOfValues > 0))
                    data.Add(command.Name, option.Name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(OptionsWithValue))]
    public async Task An_option_needs_each_of_its_values(string command, string option)
    {
        string[] full = [command, .. FullArgumentsOf(Commands.Single(each => each.Name == command), option)];

        Assert.Equal(Mistake($"{option} needs a value"), await Gb.RunAsync([.. full, option]));
        Assert.Equal(Mistake($"{option} needs a value"), await Gb.RunAsync([.. full, option, "1", option]));
        Assert.Equal(Mistake($"{option} takes one value, and there are 2"), await Gb.RunAsync([.. full, option, "1", option, "1"]));

        Gb.Run Mistake(string message) => new(ExitCode.BadUsage, "", $"gb: {message}\ngb: see `gb {command} --help`\n");
    }

    [Theory]
    [InlineData("--strict takes no value; leave `=maybe` out", "check", "p.json", "--strict=maybe")]
    [InlineData("--value takes no value; leave `=b` out", "eval", "a", "--value=b", "-p", "p.json")]
    [InlineData("--json takes no value; leave `=` out", "diff", "a", "b", "--json=")]
    [InlineData("--sticky takes no value; leave `=1` out", "simulate", "p.json", "--sticky=1")]
    public async Task A_flag_takes_no_value(string message, params string[] args) =>
        Assert.Equal(new Gb.Run(ExitCode.BadUsage, "", $"gb: {message}\ngb: see `gb {args[0]} --help`\n"), await Gb.RunAsync(args));

    [Theory]
    [InlineData("--strict")]
    [InlineData("--strict", "--strict")]
    [InlineData("--strict=true")]
    public async Task A_flag_counts_once(params string[] flags)
    {
        var run = await Gb.RunWithAsync("""{"features":{"f":{"defaultValu":1}}}""", ["check", "-", .. flags]);

        Assert.Equal((ExitCode.BadInput, false), (run.Code, run.Error.Contains("value;", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_value_can_look_like_a_flag_with_a_value()
    {
        var run = await Gb.RunWithAsync("""{"features":{"--json=x":{"defaultValue":7}}}""", "eval", "-p", "-", "--value", "--", "--json=x");

        Assert.Equal(new Gb.Run(ExitCode.Ok, "7\n", ""), run);
    }

    private static Command[] CreateCommands()
    {
        using var terminal = new Terminal(() => Stream.Null, TextWriter.Null, TextWriter.Null);
        return [.. CommandLine.Root(terminal).Subcommands];
    }

    /// <summary>A value of each argument and of each other option that the command needs.</summary>
    private static IEnumerable<string> FullArgumentsOf(Command command, string option) =>
        command.Options.Where(each => each.Required && each.Name != option).SelectMany(each => new[] { each.Name, "1" })
            .Concat(command.Arguments.Select(_ => "x"));
}
