namespace GrowthBook.Architecture;

public sealed class PureLayers() : AssemblyLayers(
    "GrowthBook.Pure",
    new Layers(
        ["Compatibility"],
        ["Ecma"],
        ["Json"],
        ["RegularExpressions", "Urls", "Faults"],
        ["Values"],
        ["Bucketing"],
        ["Conditions"],
        ["Model"],
        ["Results", "Sticky"],
        ["Effects"],
        ["Tracing"],
        ["Compiled"],
        ["Reading"],
        ["Inputs"],
        ["Evaluation"],
        [Layers.Root],
        ["Records"]));
