namespace GrowthBook.Architecture;

public sealed class AnalysisLayers() : AssemblyLayers(
    "GrowthBook.Analysis",
    new Layers(
        ["Texts"],
        ["Source"],
        ["Reachability"],
        ["Lint"],
        ["Measures"],
        ["Statistics"],
        ["Replays"],
        ["Diffs"],
        ["Shares"],
        ["Simulations"],
        ["Expectations"],
        ["Matrices"],
        ["Searches"],
        ["Rebalances"],
        ["Reports"]));
