using System.CommandLine;

namespace GrowthBook.Cli;

/// <summary>The options that name an experiment, and one of several rules that run it.</summary>
internal static class ExperimentOption
{
    public static Option<string> Required() => new("--experiment") { Description = "The key of the experiment.", HelpName = "KEY", Required = true };

    public static Option<string?> Rule() => new(UnknownExperiment.RuleName)
    {
        Description = "The rule that runs the experiment, if several do: its id, or its feature and number such as checkout/2.",
        HelpName = "RULE",
    };
}
