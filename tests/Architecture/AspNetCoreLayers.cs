namespace GrowthBook.Architecture;

public sealed class AspNetCoreLayers() : AssemblyLayers(
    "GrowthBook.AspNetCore",
    new Layers(
        ["Requests"],
        ["Elements", "Scripts"],
        ["Gates", "Variations", "TagHelpers", "Sticky", "Redirects", "Inspector", "Ofrep", "Hydration", "DevTools", "Webhooks"],
        ["Hosting"]));
