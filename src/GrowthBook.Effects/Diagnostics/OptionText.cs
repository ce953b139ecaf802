using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Normalises texts of options: an environment variable or a JSON file that leaves an option out often has an empty text.</summary>
internal static class OptionText
{
    /// <summary>Returns the text, or <c>null</c> if it is empty.</summary>
    public static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;

    /// <summary>Returns the text without white space around it, or <c>null</c> if that is empty.</summary>
    public static string? Trimmed(string? text) => NotEmpty(text?.Trim());

    /// <summary>Returns the names that are not empty; <c>null</c> if the list is <c>null</c> or has only empty ones.</summary>
    public static ImmutableArray<string>? Names(List<string>? names)
    {
        var present = names?.Where(name => !string.IsNullOrEmpty(name)).Distinct(StringComparer.Ordinal).ToImmutableArray();
        return present is { IsEmpty: true } && names!.Count > 0 ? null : present;
    }
}
