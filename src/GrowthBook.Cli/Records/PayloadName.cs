namespace GrowthBook.Cli;

/// <summary>Checks the member <c>payloadHash</c>, with which a record refers to a payload that it does not contain.</summary>
internal static class PayloadName
{
    /// <summary>The error of a record that refers to another payload than the loaded one; otherwise <c>null</c>.</summary>
    /// <param name="name">The hash that the record names; <c>null</c> without one.</param>
    /// <param name="hash">The hash of the loaded payload; <c>null</c> without one.</param>
    public static string? Check(string? name, string? hash)
    {
        if (name is null || name == hash)
            return null;
        return hash is null
            ? $"$.payloadHash: the record needs the payload {name}; name its file with {PayloadOptions.PayloadName}"
            : $"$.payloadHash: the record needs the payload {name}, but the hash of {PayloadOptions.PayloadName} is {hash}";
    }
}
