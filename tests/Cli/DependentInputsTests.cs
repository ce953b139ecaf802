namespace GrowthBook.Cli.Tests;

/// <summary>What commands say of shares that are estimates, because seeds of hash version 1 depend on each other, and of an experiment that no user reaches.</summary>
public sealed class DependentInputsTests(Files files) : IClassFixture<Files>
{
    private const string Reason = "the seed `checkout-v3` and the seed `checkout-v2` give `id` buckets of hash version 1, which depend on each other, so that the shares are estimates";

    private const string Before = """{"id":"a","force":"r","seed":"checkout-v2","coverage":0.5,"hashAttribute":"id"},""", All = """{"id":"all","force":"r"},""";

    private const string Experiment = """{"id":"b","key":"checkout-v3","variations":["a","b"],"weights":[0.5,0.5],"coverage":0.8,"meta":[{"key":"a"},{"key":"b"}]}""";

    /// <summary>As a product of independent inputs 40 % would move; of 50,000 users 66 % do.</summary>
    [Theory]
    [InlineData("\"weights\":[0.1,0.9],\"coverage\":1", "moved>60%", false)]
    [InlineData("\"weights\":[0.1,0.9],\"coverage\":1", "moved>70%", true)]
    [InlineData("\"weights\":[0.1,0.9],\"coverage\":1", "moved>0", false)]
    [InlineData("\"weights\":[0.1,0.9],\"coverage\":1", "left>0,exposureLost>0", true)]
    public async Task Limits_compare_estimates(string members, string limits, bool isPassed)
    {
        var whole = Experiment.Replace("0.8", "1", StringComparison.Ordinal);

        var run = await DiffAsync(Before + whole, Before + whole.Replace("\"weights\":[0.5,0.5],\"coverage\":1", members, StringComparison.Ordinal), "--fail-on", limits);

        Assert.Equal(isPassed ? ExitCode.Ok : ExitCode.Different, run.Code);
        Assert.Contains(Reason, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not measured", run.Output, StringComparison.Ordinal);
    }

    /// <summary>That no user moves or leaves is certain, although the share of those who enter is an estimate.</summary>
    [Theory]
    [InlineData("\"coverage\":0.8", "\"coverage\":1", true)]
    [InlineData("\"coverage\":0.5,\"hashAttribute\"", "\"coverage\":0.4,\"hashAttribute\"", false)]
    [InlineData("\"coverage\":0.8", "\"coverage\":0.7", false)]
    public async Task A_ramp_is_proved_for_any_dependence(string text, string replacement, bool isPassed)
    {
        const string Rules = Before + """{"id":"q","force":"q","seed":"exp-b","coverage":0.5},""" + Experiment;

        Assert.Equal(isPassed ? ExitCode.Ok : ExitCode.Different, (await DiffAsync(Rules, Rules.Replace(text, replacement, StringComparison.Ordinal), "--expect-ramp")).Code);
        Assert.Equal(isPassed ? ExitCode.Ok : ExitCode.Different, (await DiffAsync(Rules, Rules.Replace(text, replacement, StringComparison.Ordinal), "--fail-on", "left>0")).Code);
        Assert.Equal(ExitCode.Ok, (await DiffAsync(Rules, Rules.Replace("\"seed\":\"exp-b\",\"coverage\":0.5", "\"seed\":\"exp-b\",\"coverage\":0.5,\"name\":\"n\"", StringComparison.Ordinal), "--fail-on", "any>0")).Code);
    }

    [Fact]
    public async Task Shares_of_users_are_about_right_and_say_so()
    {
        var payload = files.Write("p.json", Payload(Before + Experiment));

        var found = await Gb.RunAsync("find-user", payload, "--experiment", "checkout-v3", "--variation", "b", "--json");
        var power = await Gb.RunAsync("power", payload, "--experiment", "checkout-v3", "--users-per-week", "1000", "--rate", "0.1");
        var simulated = await Gb.RunAsync("simulate", payload, "--users", "20000");

        Assert.Contains($"\"estimate\":\"{Reason}\"", found.Output, StringComparison.Ordinal);
        Assert.Matches("checkout-v3: about [0-9.]+ % of users are in it: " + Reason, power.Output);
        Assert.Equal(ExitCode.BadInput, simulated.Code); // the rollout is tested, and the experiment is not
        Assert.Contains($"checkout-v3: not tested, {Reason}", simulated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experiment_that_no_user_reaches_moves_none()
    {
        var changed = Experiment.Replace("[0.5,0.5]", "[0.1,0.9]", StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, (await DiffAsync(All + Experiment, All + changed, "--fail-on", "moved>0,left>0,any>0")).Code);
        Assert.Equal(ExitCode.Different, (await DiffAsync(Experiment, changed, "--fail-on", "moved>0")).Code);
        var rebalance = await Gb.RunAsync("rebalance", files.Write("p.json", Payload(All + Experiment)), "--experiment", "checkout-v3", "--weights", "0.4,0.6");
        Assert.Equal((ExitCode.BadInput, "gb: no user of experiment `checkout-v3` would move: no user reaches it: rule `all` before it answers for each of its users\n"), (rebalance.Code, rebalance.Error));
        var found = await Gb.RunAsync("find-user", files.Write("p.json", Payload(All + Experiment)), "--experiment", "checkout-v3", "--variation", "a");
        Assert.Equal((ExitCode.Different, "gb: no user found: no user reaches it: rule `all` before it answers for each of its users\n"), (found.Code, found.Error));
    }

    private Task<Gb.Run> DiffAsync(string old, string @new, params string[] options) => Gb.RunAsync(["diff", files.Write("o.json", Payload(old)), files.Write("n.json", Payload(@new)), .. options]);

    private static string Payload(string rules) => $$"""{"features":{"page":{"defaultValue":"d","rules":[{{rules}}]} } }""";
}
