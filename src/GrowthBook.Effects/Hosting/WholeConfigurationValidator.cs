using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>
/// Reports the configuration of the whole application in the place of the section with a client's options, if the client then has no payload. A client
/// that gets its options in another way too works: that is a warning.
/// </summary>
internal sealed class WholeConfigurationValidator(string client, IConfiguration configuration, IEnumerable<SourceIsGiven> given) : IValidateOptions<GrowthBookOptions>
{
    /// <summary>The usual section.</summary>
    private const string Section = "GrowthBook";

    private const string Mend = $"pass the section with the options of the client, such as builder.Configuration.GetSection(\"{Section}\")";

    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        if (options is not { ClientKey.Length: 0, PayloadFile: null } || given.Any(source => source.Client == client))
            return ValidateOptionsResult.Success;
        return ValidateOptionsResult.Fail(HasOptions(configuration.GetSection(Section))
            ? $"AddGrowthBook got the whole configuration, whose options are in the section {Section}; {Mend}"
            : $"AddGrowthBook got a whole configuration without {nameof(options.ClientKey)} and {nameof(options.PayloadFile)}; {Mend}, and set {Section}:{nameof(options.ClientKey)} or {Section}:{nameof(options.PayloadFile)}");
    }

    /// <summary>Warns of each whole configuration that has options in the usual section only.</summary>
    public static void Warn(GuardedLogger logger, IEnumerable<IConfiguration> configurations)
    {
        foreach (var configuration in configurations)
        {
            if (configuration is not IConfigurationSection && HasOptions(configuration.GetSection(Section)) && !HasOptions(configuration))
                OptionsLog.WholeConfiguration(logger, Section);
        }
    }

    private static bool HasOptions(IConfiguration configuration) =>
        configuration.GetChildren().Any(child => ConfigurationNames.Options.Contains(child.Key, StringComparer.OrdinalIgnoreCase));
}
