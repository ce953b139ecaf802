using System.Net;

namespace GrowthBook.Cli.Tests;

/// <summary>The command of a page repeats its result, whatever characters keys have.</summary>
public sealed class PageCommandTests(Files files) : IClassFixture<Files>
{
    private const string Key = "new checkout; it's $HOME";

    private const string Quoted = "'new checkout; it'\\''s $HOME'";

    private string Payload => files.Write("p.json", $$$$"""
        {"features":{
          "f":{"rules":[{"key":"{{{{Key}}}}","variations":[0,1],"hashVersion":2,"meta":[{"key":"a b"},{"key":"c"}]}]},
          "my feature":{"rules":[{"key":"{{{{Key}}}}","variations":[0,1],"hashVersion":2,"meta":[{"key":"a b"},{"key":"c"}]}]}}}
        """);

    [Theory]
    [InlineData("find-user --variation 'a b' --count 2", "--count 2 --variation", "a b")]
    [InlineData("power --users-per-week 4000 --rate 0.12", "--users-per-week 4000 --rate", "0.12")]
    [InlineData("rebalance --weights 0.3,0.7", "--weights", "0.3,0.7")]
    public async Task The_key_and_the_rule_are_quoted(string command, string options, string last)
    {
        var (name, rest) = (command.Split(' ')[0], command[(command.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var page = files.PathOf($"{name}.html");

        var run = await Gb.RunAsync([name, Payload, "--experiment", Key, "--rule", "my feature/1", .. options.Split(' '), last, "--json", "--html", page]);

        Assert.Equal("my feature/1", Value.Parse(run.Output).Value!["ruleName"].AsString());
        Assert.Contains($"<code>gb {name} PAYLOAD --experiment {Quoted} --rule 'my feature/1' {rest}</code>", WebUtility.HtmlDecode(File.ReadAllText(page)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experiment_of_one_rule_needs_no_name()
    {
        var (payload, page) = (files.Write("one.json", """{"features":{"f":{"rules":[{"id":"r","key":"x","variations":[0,1],"hashVersion":2}]}}}"""), files.PathOf("one.html"));

        var run = await Gb.RunAsync("power", payload, "--experiment", "x", "--users-per-week", "4000", "--rate", "0.12", "--json", "--html", page);

        Assert.Equal(Value.Null.Instance, Value.Parse(run.Output).Value!["ruleName"]);
        Assert.Contains("<code>gb power PAYLOAD --experiment x --users-per-week 4000 --rate 0.12</code>", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_file_is_quoted()
    {
        var (payload, page) = (files.Write("my payload.json", """{"features":{"f":{"defaultValue":1}}}"""), files.PathOf("lint.html"));

        await Gb.RunAsync("lint", payload, "--html", page);

        Assert.Contains($"<code>gb lint '{payload}'</code>", WebUtility.HtmlDecode(File.ReadAllText(page)), StringComparison.Ordinal);
    }
}
