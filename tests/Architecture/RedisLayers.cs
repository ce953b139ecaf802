namespace GrowthBook.Architecture;

public sealed class RedisLayers() : AssemblyLayers(
    "GrowthBook.Redis",
    new Layers(
        ["Compatibility"],
        ["Connection"],
        ["Sticky", "Payloads"],
        ["Hosting"]));
