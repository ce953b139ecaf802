namespace GrowthBook.Architecture;

public sealed class AspNetCoreLayers() : AssemblyLayers(
    "GrowthBook.AspNetCore",
    new Layers(
        ["Requests"],
        ["Gates", "Variations", "TagHelpers", "Sticky", "Redirects", "Inspector", "Ofrep"],
        ["Hosting"]));
