using System.CommandLine;

namespace GrowthBook.Cli;

/// <summary>The option that names an experiment.</summary>
internal static class ExperimentOption
{
    public static Option<string> Required() => new("--experiment") { Description = "The key of the experiment.", HelpName = "KEY", Required = true };
}
