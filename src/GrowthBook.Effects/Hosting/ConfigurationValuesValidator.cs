using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>
/// Reports the values in a client's configuration that the binder does not get: it takes a bare number as days, and its own errors name no mend.
/// </summary>
internal sealed class ConfigurationValuesValidator(string client, IConfiguration configuration) : IValidateOptions<GrowthBookOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        var faults = ConfigurationValues.FaultsOf(configuration);
        return faults.IsEmpty ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(fault => fault.Message));
    }
}
