namespace GrowthBook.Cli.Tests;

/// <summary>Exposures of other experiments that users of a feature can gain, by limits and in reports.</summary>
public sealed class GainTests(Files files) : IClassFixture<Files>
{
    private const string Tracks = ""","tracks":[{"experiment":{"key":"x","variations":[0,1]},"result":{"key":"1","variationId":1,"inExperiment":true,"hashUsed":true,"hashAttribute":"id","hashValue":"u","value":1}}]""";

    private const string Required = ""","parentConditions":[{"id":"needed","condition":{"value":{"$gte":0}}}]""";

    private const string Plain = ""","parentConditions":[{"id":"plain","condition":{"value":{"$gte":0}}}]""";

    /// <summary>The opposite change loses the exposures of the same rule.</summary>
    [Theory]
    [InlineData("RULE}", $"RULE{Tracks}}}", "rule 1 of `f`, which did not track them")]
    [InlineData("", $"RULE{Tracks}}}", "rule 1 of `f`, which is new")]
    [InlineData($"RULE,\"condition\":{{\"id\":\"u1\"}}{Tracks}}}", $"RULE{Tracks}}}", "rule 1 of `f`, which can answer more users")]
    [InlineData("RULE}", $"RULE{Required}}}", "rule 1 of `f`, which did not require `needed`")]
    [InlineData($"RULE{Plain}}}", $"RULE{Required}}}", "rule 1 of `f`, which did not require `needed`")]
    [InlineData($"FIRST,\"coverage\":0.2}},RULE{Required}}}", $"FIRST,\"coverage\":0.1}},RULE{Required}}}", "rule 1 of `f`, which can answer fewer users")]
    [InlineData($"FIRST,\"coverage\":0.2}},RULE{Required}}}", $"RULE{Required}}}", "rule 1 of `f`, which is gone")]
    [InlineData($"FIRST}},RULE{Required}}}", $"RULE{Required}}},FIRST}}", null)]
    public async Task Exposures_that_can_be_gained_are_not_measured(string rules, string newRules, string? cause)
    {
        var (old, @new) = (Of("p.json", rules), Of("n.json", newRules));

        foreach (var limit in (string[])["entered>0", "exposureGained>0", "any>0"])
        {
            var run = await Gb.RunAsync("diff", old, @new, "--fail-on", limit);
            Assert.Equal(ExitCode.Different, run.Code);
            Assert.Contains($"failed: {limit} (not measured: x of f", run.Lines[^1], StringComparison.Ordinal);
            Assert.Contains($"exposures of `x` can be gained by {cause}", run.Output, StringComparison.Ordinal);
        }
        var opposite = await Gb.RunAsync("diff", @new, old, "--fail-on", "exposureLost>0");
        Assert.Contains("not measured: x of f", opposite.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"RULE{Tracks}}}", "RULE}")]
    [InlineData($"RULE{Required}}}", "RULE}")]
    [InlineData("RULE}", $"RULE{Plain}}}")]
    [InlineData($"RULE{Tracks}}}", $"RULE{Tracks}}}")]
    [InlineData($"RULE{Required},\"coverage\":0.1}}", $"RULE{Required},\"coverage\":0.2}}")]
    [InlineData($"FIRST,\"coverage\":0.1}},RULE{Required}}}", $"FIRST,\"coverage\":0.2}},RULE{Required}}}")]
    [InlineData($"RULE{Tracks},\"coverage\":0.1}}", $"RULE{Tracks},\"coverage\":0.2}}")]
    public async Task Changes_that_gain_no_exposure_but_by_a_rollout_keep_the_limits(string rules, string newRules)
    {
        var run = await Gb.RunAsync("diff", Of("p.json", rules), Of("n.json", newRules), "--fail-on", "entered>10.1%,exposureGained>0");

        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.DoesNotContain("can be gained", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A ramp takes nothing from users who gain exposures.</summary>
    [Theory]
    [InlineData($"RULE{Tracks},\"coverage\":0.1}}", $"RULE{Tracks},\"coverage\":0.2}}")]
    [InlineData($"RULE{Required},\"coverage\":0.1}}", $"RULE{Required},\"coverage\":0.2}}")]
    [InlineData("", $"RULE{Required},\"coverage\":0.2}}")]
    public async Task Gained_exposures_are_no_obstacle_of_a_ramp(string rules, string newRules)
    {
        var run = await Gb.RunAsync("diff", Of("p.json", rules), Of("n.json", newRules), "--expect-ramp");

        Assert.True(run.Code == ExitCode.Ok, run.Output);
    }

    /// <summary>Users who evaluate the feature measure the gain; those of a file who cannot be in the experiment do not.</summary>
    [Theory]
    [InlineData("id", "entered>0", "failed: entered>0")]
    [InlineData("id", "exposureGained>0", "passed: no threshold is exceeded")]
    [InlineData("other", "exposureGained>0", "failed: exposureGained>0 (not measured: x of f)")]
    public async Task Users_measure_gains(string attribute, string limit, string outcome)
    {
        var users = files.Write("u.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"{attribute}\":\"u{i}\"}}\n")));

        var run = await Gb.RunAsync("diff", Of("p.json", "RULE}"), Of("n.json", $"RULE{Required}}}"), "--users", users, "--fail-on", limit);

        Assert.Equal(outcome, run.Lines[^1]);
    }

    [Fact]
    public async Task Reports_say_why_exposures_can_be_gained()
    {
        var (markdown, page) = (files.PathOf("gains.md"), files.PathOf("gains.html"));

        await Gb.RunAsync("diff", Of("p.json", "RULE}"), Of("n.json", $"RULE{Required}}}"), "--markdown", markdown, "--html", page);

        Assert.Contains("| exposures that can be gained | by |\n|---|---|\n| <code>&#96;x&#96;</code> | <code>rule 1 of &#96;f&#96;, which did not require &#96;needed&#96;</code> |\n", File.ReadAllText(markdown), StringComparison.Ordinal);
        Assert.Contains("which did not require", File.ReadAllText(page), StringComparison.Ordinal);
    }

    private string Of(string name, string rules) => files.Write(name, """
        {"features":{
          "needed":{"defaultValue":0,"rules":[{"id":"e","key":"x","variations":[0,1],"hashVersion":2}]},
          "plain":{"defaultValue":0},
          "f":{"defaultValue":0,"rules":[RULES]}}}
        """.Replace("RULES", rules, StringComparison.Ordinal)
        .Replace("FIRST", "{\"id\":\"first\",\"force\":2", StringComparison.Ordinal)
        .Replace("RULE", "{\"id\":\"r\",\"force\":1", StringComparison.Ordinal));
}
