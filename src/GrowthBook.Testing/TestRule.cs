namespace GrowthBook.Testing;

/// <summary>A rule of a feature of a test.</summary>
/// <param name="Name">The rule in messages.</param>
/// <param name="Json">The rule as a payload has it.</param>
/// <param name="HashAttribute">The attribute by which the rule chooses users; <c>null</c> if it hashes none.</param>
/// <param name="IsForAll">Whether it takes every user who has that attribute, so that no later rule applies to them.</param>
internal sealed record TestRule(string Name, Value Json, string? HashAttribute = null, bool IsForAll = false)
{
    /// <summary>
    /// Whether the rule leaves no user for a later one. A rule that hashes an attribute leaves the users without it, to whom a later one applies
    /// unless it hashes the same.
    /// </summary>
    public bool Shadows(TestRule later) => IsForAll && (HashAttribute is null || HashAttribute == later.HashAttribute);
}
