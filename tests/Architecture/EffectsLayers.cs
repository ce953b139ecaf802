namespace GrowthBook.Architecture;

public sealed class EffectsLayers() : AssemblyLayers(
    "GrowthBook.Effects",
    new Layers(
        ["Compatibility"],
        ["Concurrency", "Diagnostics"],
        ["Json"],
        ["Payloads"],
        ["Sources", "Caching"],
        ["Streaming"],
        ["Refreshing"],
        ["Pipeline"],
        ["Sticky", "RemoteEvaluation", "Warehouse"],
        ["Observability"],
        ["Clients"],
        ["Hosting"]));
