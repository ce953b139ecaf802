using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>Reports the names in a client's configuration section that are no options, at the start of the host.</summary>
internal sealed class ConfigurationNamesValidator(string client, IConfigurationSection section) : IValidateOptions<GrowthBookOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        var faults = ConfigurationNames.FaultsOf(section);
        return faults.IsEmpty ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
