namespace GrowthBook.Architecture;

public sealed class AnalysisLayers() : AssemblyLayers(
    "GrowthBook.Analysis",
    new Layers(
        ["Texts"],
        ["Source"],
        ["Measures"],
        ["Reachability"],
        ["Statistics"],
        ["Lint"],
        ["Replays"],
        ["Diffs"],
        ["Shares"],
        ["Simulations"],
        ["Expectations"],
        ["Matrices"],
        ["Searches"],
        ["Rebalances"],
        ["Reports"]));
