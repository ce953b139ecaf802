namespace GrowthBook.Cli.Tests;

/// <summary>What a terminal shows: lines that fit, and colours only where they are wanted.</summary>
public sealed class NarrowTerminalTests(Files files) : IClassFixture<Files>
{
    private const char Escape = '\u001b';

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public async Task Values_and_effects_are_wrapped_below_their_first_line(int width)
    {
        var text = string.Join(' ', Enumerable.Range(100, 40));
        var payload = files.Write("p.json", $$$$"""{"features":{"f":{"defaultValue":"{{{{text}}}}"}}}""");

        var lines = (await ShowAsync(new TerminalTraits(() => width, HasColors: false), "eval", "f", "-p", payload)).TrimEnd('\n').Split('\n');

        Assert.Equal("f", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 1, width));
        Assert.All(lines[1..], line => Assert.True(line.StartsWith("             ", StringComparison.Ordinal) || line is [' ', ' ', not ' ', ..], line));
        Assert.True(lines.Length > 5);
        Assert.Contains("100", lines[1], StringComparison.Ordinal);
    }

    public static TheoryData<string> Helps() => ["", "eval", "explain", "replay", "check", "lint", "expect", "diff", "simulate", "srm", "power", "matrix", "find-user", "rebalance", "merge", "report", "completion"];

    /// <summary>Wrapping to a few columns took all the time or memory there is.</summary>
    [Theory]
    [MemberData(nameof(Helps))]
    public async Task Help_of_any_terminal_ends(string command)
    {
        string[] arguments = command.Length == 0 ? ["--help"] : [command, "--help"];
        var least = await HelpAsync(TerminalTraits.MinColumns);
        foreach (var width in Enumerable.Range(1, TerminalTraits.MinColumns))
            Assert.Equal(least, await HelpAsync(width));
        foreach (var width in new[] { 21, 25, 40, 80, 200 })
            Assert.Contains("--help", await HelpAsync(width), StringComparison.Ordinal);
        Assert.Equal(await HelpAsync(0), await HelpAsync(80));
        Assert.NotEqual(least, await HelpAsync(80));
        Assert.Equal((await Gb.RunAsync(arguments)).Output, await HelpAsync(int.MaxValue));

        async Task<string> HelpAsync(int width) =>
            await ShowAsync(new TerminalTraits(() => width, HasColors: false), arguments).WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>The deeper the tree, the less room each of its lines has.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(80)]
    public async Task A_deep_explanation_is_shown_in_any_terminal(int width)
    {
        const int Depth = 60;
        var features = Enumerable.Range(0, Depth).Select(i =>
            $$$$"""
            "feature-{{{{i}}}}":{"defaultValue":true,"rules":[{"parentConditions":[{"id":"feature-{{{{i + 1}}}}","condition":{"value":true}}],"force":true}]}
            """);
        var payload = files.Write("deep.json", $$$$"""{"features":{{{{{string.Join(',', features)}}}},"feature-{{{{Depth}}}}":{"defaultValue":true}}}""");

        var shown = Task.Run(() => ShowAsync(new TerminalTraits(() => width, HasColors: false), "explain", "feature-0", "-p", payload));

        var text = (await shown.WaitAsync(TimeSpan.FromSeconds(20))).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("feature-0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_that_does_not_tell_its_width_has_80_columns()
    {
        var payload = files.Write("p.json", $$$$"""{"features":{"f":{"defaultValue":"{{{{new string('x', 200)}}}}"}}}""");

        var output = await ShowAsync(new TerminalTraits(() => 0, HasColors: false), "eval", "f", "-p", payload);

        Assert.Equal(80, output.Split('\n').Max(line => line.Length));
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("explain")]
    public async Task Nothing_is_styled_without_colours(string command)
    {
        var arguments = new[] { command, "-p", Files.Sample("payload.json"), "-a", "@" + Files.Sample("attributes.json") };

        Assert.DoesNotContain(Escape, await ShowAsync(new TerminalTraits(() => 80, HasColors: false), arguments));
        Assert.DoesNotContain(Escape, (await Gb.RunAsync(arguments)).Output);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void NO_COLOR_switches_colours_off(string? variable, bool hasColors)
    {
        Assert.Equal(hasColors, StandardTerminal.Traits(isRedirected: false, variable)!.HasColors);
        Assert.Null(StandardTerminal.Traits(isRedirected: true, variable));
    }

    /// <summary>Spectre would count an empty variable as set, and drop the colours but not the bold text.</summary>
    [Fact]
    public void An_empty_NO_COLOR_is_as_none()
    {
        var before = Environment.GetEnvironmentVariable("NO_COLOR");
        Environment.SetEnvironmentVariable("NO_COLOR", "");
        try
        {
            StandardTerminal.Open();
            Assert.Null(Environment.GetEnvironmentVariable("NO_COLOR"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("NO_COLOR", before);
        }
    }

    private static async Task<string> ShowAsync(TerminalTraits traits, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        using var terminal = new Terminal(() => Stream.Null, output, TextWriter.Null, traits, traits);
        Assert.Equal(ExitCode.Ok, await CommandLine.RunAsync(arguments, terminal));
        return output.ToString();
    }
}
