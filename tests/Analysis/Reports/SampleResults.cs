namespace GrowthBook.Analysis.Tests;

/// <summary>A result of each kind, of the sample shop and its change.</summary>
internal static class SampleResults
{
    /// <summary>The hash of a payload, which the commands add to results.</summary>
    private const string Hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    public static Value.Object Diff { get; } = DiffOfShop();

    public static Value.Object Lint { get; } = Analysis.Lint.Of(Sources.Of(Sources.Shop("change.json"))).ToJson().With("file", "change.json");

    public static Value.Object Expect { get; } =
        Analysis.Expectations.Check(Sources.Of(Sources.Shop("change.json")), Sources.Shop("shop.expect.yaml") + "  - {}\n").ToJson().With("file", "shop.expect.yaml").With("payload", Hash);

    public static Value.Object Matrix { get; } = Analysis.Matrix.Of(
        WrittenPayload.Parse(Sources.Shop()).Value!,
        Sources.Shop("archetypes.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => MatrixUser.Of((Value.Object)Value.Parse(line).Value!, "none"))).ToValue();

    public static Value.Object Simulate { get; } = SimulationOfShop();

    public static Value.Object Srm { get; } = ExposuresOfShop();

    public static Value.Object Power { get; } = ExperimentPower.Of(WrittenPayload.Parse(Sources.Shop()).Value!, "free-returns-days")!.ToValue(40_000, 0.12, [1, 2, 4, 8]);

    public static Value.Object FindUser { get; } = UserSearch.Of(WrittenPayload.Parse(Sources.Shop()).Value!, "checkout-redesign")!
        .Find(2, new Context { Attributes = new Attributes { ["country"] = "PT" } }, 12).ToValue().With("payload", Hash);

    public static Value.Object Rebalance { get; } =
        Analysis.Rebalance.Of(WrittenPayload.Parse(Sources.Shop()).Value!, "checkout-redesign", [0.5, 0.25, 0.25]).Rebalance!.ToValue().With("payload", Hash);

    public static IEnumerable<Value.Object> All => [Diff, Expect, FindUser, Lint, Matrix, Power, Rebalance, Simulate, Srm];

    public static Value.Object Of(string kind) => All.Single(result => result["kind"].AsString() == kind);

    private static Value.Object SimulationOfShop()
    {
        var partial = Simulation.Of(WrittenPayload.Parse(Sources.Shop()).Value!).Run(2_000, 7, Shard.Whole);
        return SimulationResult.ToValue(partial.About, partial.Tally);
    }

    /// <summary>Exposures of which one experiment does not fit, one nearly fits, and one fits.</summary>
    private static Value.Object ExposuresOfShop()
    {
        var test = ExposureTest.Of(WrittenPayload.Parse(Sources.Shop()).Value!);
        (string Experiment, string Variation, int Count)[] exposures =
        [
            ("checkout-redesign", "classic", 10_190), ("checkout-redesign", "accordion", 9_921), ("checkout-redesign", "one-page", 9_200),
            ("free-returns-days", "0", 25_180), ("free-returns-days", "1", 12_510), ("free-returns-days", "2", 12_110),
            ("price-badge", "none", 3_000), ("price-badge", "percent", 3_500), ("price-badge", "amount", 3_510), ("unknown", "0", 5),
        ];
        foreach (var (experiment, variation, count) in exposures)
            Assert.True(test.Add(experiment, variation, count));
        return test.ToValue();
    }

    private static Value.Object DiffOfShop()
    {
        var (old, @new) = (WrittenPayload.Parse(Sources.Shop()).Value!, WrittenPayload.Parse(Sources.Shop("change.json")).Value!);
        var diff = Analysis.Diff.Of(old, @new, new DiffOptions(Proves: true));
        var (tally, changes) = (new UserTally(), new List<UserChange>());
        foreach (var (index, line) in Sources.Shop("users.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(200).Index())
        {
            var attributes = Attributes.Parse(line).Value!;
            var context = new Context(old.Compiled, attributes);
            changes.Clear();
            foreach (var feature in diff.Features)
                UserComparison.Compare(context, @new.Compiled, feature.Key, changes);
            tally.Add(index + 1, attributes["id"], changes, feature =>
                (Evaluator.Explain(context, feature).ToString(), Evaluator.Explain(context with { Payload = @new.Compiled }, feature).ToString()));
        }
        return UserDiff.ToValue(diff.ToValue(), tally.ToValue())
            .With("thresholds", new[] { Threshold("moved>0", true), Threshold("exposureLost>0.1%", false) });

        static Value Threshold(string limit, bool isExceeded) => new Value.Object([new("limit", limit), new("exceeded", isExceeded)]);
    }
}
