namespace GrowthBook.AspNetCore;

/// <summary>
/// A condition that an attribute declares. Its constructor does not know where the attribute is, so it keeps a mistake, with which no endpoint is
/// open, until code that knows the place throws.
/// </summary>
internal interface IDeclaredGate
{
    /// <summary>What is wrong with the arguments, and the mend; <c>null</c> if nothing is.</summary>
    string? Mistake { get; }

    /// <summary>Refuses attributes and other metadata of which one has a mistake.</summary>
    /// <exception cref="InvalidOperationException">The message names the place.</exception>
    static void ThrowIfMistaken(IEnumerable<object> metadata, string? place)
    {
        foreach (var each in metadata)
        {
            if (each is IDeclaredGate { Mistake: { } mistake })
                throw new InvalidOperationException($"an attribute of {place} has a mistake: {mistake}");
        }
    }
}
