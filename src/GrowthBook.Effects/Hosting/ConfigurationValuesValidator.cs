using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>
/// Reports the values in a client's configuration that the binder does not get: it takes a bare number as days, ignores a list
/// in the place of a single value, and its own errors name no mend.
/// </summary>
internal sealed class ConfigurationValuesValidator(string client, IConfiguration configuration) : IValidateOptions<GrowthBookOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        var shapes = ConfigurationShapes.FaultsOf(configuration);
        string[] faults =
        [
            .. shapes.Select(fault => fault.Message),
            .. from fault in ConfigurationValues.FaultsOf(configuration)
               where !shapes.Any(shape => fault.Path.StartsWith(shape.Path + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))
               select fault.Message,
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
