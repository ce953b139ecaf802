namespace GrowthBook;

/// <summary>
/// A reference from a condition to a saved group. Within its own payload the group is found by its number; a condition
/// that is tested against another payload finds the group of that payload by id.
/// </summary>
internal readonly struct SavedGroupReference
{
    public SavedGroupReference(string id)
        : this(id, -1, null)
    {
    }

    public SavedGroupReference(string id, int number, SavedGroupScope? scope)
    {
        Id = id;
        Number = number;
        Scope = scope;
    }

    public string Id { get; }

    /// <summary>The number of the group in the payload of <see cref="Scope"/>; -1 without a scope.</summary>
    public int Number { get; }

    /// <summary>The payload whose numbers are used; <c>null</c> for a condition outside of a payload.</summary>
    public SavedGroupScope? Scope { get; }
}

/// <summary>The identity of a payload's saved groups: references carry it, so that numbers of one payload are never used in another.</summary>
internal sealed class SavedGroupScope;
