using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>Reports all faults of a client's options at the start of the host.</summary>
internal sealed class GrowthBookOptionsValidator(string client, IEnumerable<SourceIsGiven> given) : IValidateOptions<GrowthBookOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthBookOptions options)
    {
        if (name != client)
            return ValidateOptionsResult.Skip;
        var faults = options.Validate(given.Any(source => source.Client == client));
        return faults.IsEmpty ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(Named));
    }

    private string Named(string fault) => client.Length == 0 ? $"GrowthBook: {fault}" : $"GrowthBook client `{client}`: {fault}";
}
