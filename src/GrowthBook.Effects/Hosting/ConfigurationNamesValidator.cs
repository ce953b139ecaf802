using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>
/// Reports the names in a client's configuration section that are no options, and an empty section of a client that needs one, at the
/// start of the host.
/// </summary>
internal sealed class ConfigurationNamesValidator(string client, IConfigurationSection section, IEnumerable<SourceIsGiven> given) : IValidateOptions<GrowthBookOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        var faults = ConfigurationNames.FaultsOf(section);
        if (!section.Exists() && options is { ClientKey.Length: 0, PayloadFile: null } && !given.Any(source => source.Client == client))
            faults = [$"the configuration section {section.Path} is missing or empty; set {section.Path}:{nameof(options.ClientKey)} or {section.Path}:{nameof(options.PayloadFile)}"];
        return faults.IsEmpty ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
