namespace GrowthBook.Architecture;

public sealed class AnalysisLayers() : AssemblyLayers(
    "GrowthBook.Analysis",
    new Layers(
        ["Texts"],
        ["Source"],
        ["Measures"],
        ["Reachability"],
        ["Lint"],
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
