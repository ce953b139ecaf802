using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The fault of an experiment that the payload does not have, with the nearest key.</summary>
internal static class UnknownExperiment
{
    public static Fault Of(string key, WrittenPayload payload) =>
        Fault.Input($"the payload has no experiment `{Columns.Short(key)}`{Nearest.Question(key, ExperimentPower.KeysOf(payload))}");
}
