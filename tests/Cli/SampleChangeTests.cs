using GrowthBook.Analysis;

namespace GrowthBook.Cli.Tests;

/// <summary>The change of the sample shop, and its three mistakes: weights of a running experiment, a shadowed rule, a misspelt prerequisite.</summary>
public sealed class SampleChangeTests
{
    private static readonly string Old = Files.Sample("payload.json"), New = Files.Sample("change.json"), Users = Files.Sample("users.jsonl");

    private static readonly Dictionary<string, Payload> Payloads = new[] { Old, New }.ToDictionary(path => path, path => Payload.Parse(File.ReadAllBytes(path)).Value);

    // Ranges before: [0, 0.306) [0.34, 0.637) [0.67, 0.967); after: [0, 0.18) [0.2, 0.56) [0.6, 0.96).
    // Moved: [0.2, 0.306) and [0.6, 0.637). Left: [0.18, 0.2), [0.56, 0.6) and [0.96, 0.967).
    [Fact]
    public async Task Diff_has_the_shares_by_measure()
    {
        var experiment = Json(await Gb.RunAsync("diff", Old, New, "--json"))["experiments"].Items().Single(each => each["shares"]["same"].AsDouble() < 1);

        Assert.Equal("checkout-redesign", experiment["key"].AsString());
        Assert.Equal(0.143, experiment["shares"]["moved"].AsDouble()!.Value, 4);
        Assert.Equal(0.067, experiment["shares"]["left"].AsDouble()!.Value, 4);
    }

    [Fact]
    public async Task Diff_counts_the_moved_users_and_explains_the_first_one()
    {
        var moved = File.ReadLines(Users).Select(line => Attributes.Parse(line).Value).Where(user =>
            (VariationOf(Old, user), VariationOf(New, user)) is ({ } before, { } after) && before != after).ToArray();

        var run = await Gb.RunAsync("diff", Old, New, "--users", Users, "--traces", "--json");

        Assert.Equal(ExitCode.Different, run.Code);
        var row = Json(run)["users"]["experiments"].Items().Single(each => each["feature"].AsString() == "checkout-redesign");
        var example = row["examples"]["moved"];
        Assert.InRange(moved.Length, 1, 999);
        Assert.Equal((moved.Length, moved[0]["id"]), (row["counts"]["moved"].AsInt32(), example["id"]));
        Assert.Equal((VariationOf(Old, moved[0]), VariationOf(New, moved[0])), (example["before"].AsString(), example["after"].AsString()));
        Assert.Equal(
            [Evaluator.Explain(ContextOf(Old, moved[0]), "checkout-redesign").ToString(), Evaluator.Explain(ContextOf(New, moved[0]), "checkout-redesign").ToString()],
            example["traces"].Items().Select(trace => trace.AsString()));
    }

    /// <summary>A bar and a limit in percent have the same base: of 1,000 users, 776 get another value, and each user in neither experiment is in the rest of its bar.</summary>
    [Fact]
    public async Task Bars_and_limits_are_of_all_users_of_the_file()
    {
        var (page, markdown) = (Path.GetTempFileName(), Path.GetTempFileName());
        var users = File.ReadLines(Users).Select(line => Attributes.Parse(line).Value).ToArray();
        var neither = users.Count(user => VariationOf(Old, user) is null && VariationOf(New, user) is null);

        var passed = await Gb.RunAsync("diff", Old, New, "--users", Users, "--fail-on", "valueOnly>77.6%", "--html", page, "--markdown", markdown);
        var failed = await Gb.RunAsync("diff", Old, New, "--users", Users, "--fail-on", "valueOnly>77.5%");

        Assert.Equal((ExitCode.Ok, ExitCode.Different), (passed.Code, failed.Code));
        Assert.Contains("aria-label=\"valueOnly 77.6 %, the same value 22.4 %\"", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Matches($"aria-label=\"moved 7.8 %, [^\"]*, in neither {neither / 10}\\.{neither % 10} %\"", File.ReadAllText(page));
        Assert.Contains("<dt>counts</dt>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Contains("users: 1,000, of which 776 differ", File.ReadAllText(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_finds_the_other_two_with_their_lines()
    {
        var lines = File.ReadAllLines(New);
        int LineWith(string text) => Array.FindIndex(lines, line => line.Contains(text, StringComparison.Ordinal)) + 1;

        var run = await Gb.RunAsync("lint", New, "--json");

        Assert.Equal(ExitCode.Different, run.Code);
        Assert.Equal(
            [("GB203", LineWith("fr_ship_vip_islands") - 1), ("GB206", LineWith("payments-v3"))],
            Json(run)["findings"].Items().Select(finding => (finding["code"].AsString(), finding["line"].AsInt32() ?? 0)));
    }

    [Fact]
    public async Task Lint_finds_nothing_in_the_payload_in_use() =>
        Assert.Equal(new Gb.Run(ExitCode.Ok, "findings: 0\n", ""), await Gb.RunAsync("lint", Old));

    [Fact]
    public async Task Expect_names_what_breaks()
    {
        var expectations = Files.Sample("shop.expect.yaml");

        var passed = await Gb.RunAsync("expect", expectations);
        var failed = await Gb.RunAsync("expect", expectations, "--payload", New, "--json");

        Assert.Equal(ExitCode.Ok, passed.Code);
        Assert.Equal(ExitCode.Different, failed.Code);
        Assert.Equal(
            ["wallet-payments", "checkout-redesign"],
            Json(failed)["checks"].Items().Where(check => check["failures"].Items().Any()).Select(check => check["subject"].AsString()));
    }

    [Fact]
    public async Task Simulate_has_the_shares_of_the_change()
    {
        var run = await Gb.RunAsync("simulate", New, "--users", Users, "--json");

        var row = Json(run)["experiments"].Items().Single(each => each["key"].AsString() == "checkout-redesign");
        var counts = row["counts"].Items().Select(count => count.AsInt32() ?? 0).ToArray();
        Assert.Equal(
            new[] { "classic", "accordion", "one-page" }.Select(key => File.ReadLines(Users).Count(line => VariationOf(New, Attributes.Parse(line).Value) == key)), counts);
        foreach (var (expected, share) in row["expected"].Items().Zip([0.2, 0.4, 0.4]))
            Assert.Equal(share * counts.Sum(), expected.AsDouble()!.Value, 0.2);
    }

    [SkippableFact]
    public async Task The_users_are_those_of_the_documented_command()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs awk");
        var start = new System.Diagnostics.ProcessStartInfo("awk", ["-f", Files.Sample("users.awk"), "-v", "seed=7", "-v", "users=1000"]) { RedirectStandardOutput = true };
        using var awk = System.Diagnostics.Process.Start(start)!;

        var output = await awk.StandardOutput.ReadToEndAsync();

        Assert.Equal(File.ReadAllText(Users), output);
    }

    private static string? VariationOf(string payload, Attributes user) => Evaluator.EvalFeature(ContextOf(payload, user), "checkout-redesign").Result.ExperimentResult?.Key;

    private static Context ContextOf(string payload, Attributes user) => new(Payloads[payload], user);

    private static Value Json(Gb.Run run) => Value.Parse(Assert.Single(run.Lines)).Value!;
}
