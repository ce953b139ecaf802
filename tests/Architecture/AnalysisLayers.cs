namespace GrowthBook.Architecture;

public sealed class AnalysisLayers() : AssemblyLayers(
    "GrowthBook.Analysis",
    new Layers(
        ["Source"],
        ["Reachability"],
        ["Lint"],
        ["Measures"],
        ["Statistics"],
        ["Diffs"],
        ["Simulations"],
        ["Expectations"],
        ["Matrices"]));
