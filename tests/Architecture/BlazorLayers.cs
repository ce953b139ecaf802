namespace GrowthBook.Architecture;

public sealed class BlazorLayers() : AssemblyLayers(
    "GrowthBook.Blazor",
    new Layers(
        ["Users"],
        ["Components"],
        ["Hosting"]));
