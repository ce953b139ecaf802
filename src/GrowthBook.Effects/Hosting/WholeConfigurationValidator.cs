using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>Reports the configuration of the whole application in the place of the section with a client's options, whose values the client then does not get.</summary>
internal sealed class WholeConfigurationValidator(string client, IConfiguration configuration, IEnumerable<SourceIsGiven> given) : IValidateOptions<GrowthBookOptions>
{
    /// <summary>The usual section.</summary>
    private const string Section = "GrowthBook";

    private const string Mend = $"pass the section with the options of the client, such as builder.Configuration.GetSection(\"{Section}\")";

    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        var hasNoPayload = options is { ClientKey.Length: 0, PayloadFile: null };
        if (HasOptions(configuration.GetSection(Section)) && (hasNoPayload || !HasOptions(configuration)))
            return ValidateOptionsResult.Fail($"AddGrowthBook got the whole configuration, whose options are in the section {Section}; {Mend}");
        return hasNoPayload && !given.Any(source => source.Client == client)
            ? ValidateOptionsResult.Fail($"AddGrowthBook got a whole configuration without {nameof(options.ClientKey)} and {nameof(options.PayloadFile)}; {Mend}, and set {Section}:{nameof(options.ClientKey)} or {Section}:{nameof(options.PayloadFile)}")
            : ValidateOptionsResult.Success;
    }

    private static bool HasOptions(IConfiguration configuration) =>
        configuration.GetChildren().Any(child => ConfigurationNames.Options.Contains(child.Key, StringComparer.OrdinalIgnoreCase));
}
