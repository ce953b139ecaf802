namespace GrowthBook.Architecture;

public sealed class FeatureManagementLayers() : AssemblyLayers(
    "GrowthBook.FeatureManagement",
    new Layers(
        ["Options"],
        ["Users", "Variants"],
        ["Evaluation"],
        ["Managers"],
        ["Hosting"]));
