namespace GrowthBook.AspNetCore;

/// <summary>The names that functions of attributes take.</summary>
internal static class AttributeName
{
    /// <summary>Returns the name of an attribute.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static string Of(string name) => (name ?? throw new ArgumentNullException(nameof(name))).Length > 0
        ? name
        : throw new ArgumentException("the attribute's name is empty, and no rule reads it; give the name that GrowthBook has, such as `country`", nameof(name));

    /// <summary>Returns the name of what an attribute is read from: by default the name of the attribute.</summary>
    /// <param name="kind">What it is, such as a header.</param>
    /// <param name="source">The name; <c>null</c> for the default.</param>
    /// <param name="name">The name of the attribute.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static string OfSource(string kind, string? source, string name) => (source ?? Of(name)) is { Length: > 0 } given
        ? given
        : throw new ArgumentException($"the {kind} of the attribute `{Of(name)}` is empty; name it, or leave it out if it has the attribute's name");
}
