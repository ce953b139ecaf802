namespace GrowthBook.Analysis;

/// <summary>What a change does to one user, of all features that are evaluated.</summary>
internal sealed class ComparedUser
{
    /// <summary>The changes.</summary>
    public List<UserChange> Changes { get; } = [];

    /// <summary>The rules that force the value before and after; <c>null</c> for none.</summary>
    public List<(string? Before, string? After)> Forced { get; } = [];

    public void Clear()
    {
        Changes.Clear();
        Forced.Clear();
    }

    /// <summary>Whether the same differs for another evaluation of the user. Assignments that are equal before and after do not count.</summary>
    public bool AreSame(ComparedUser other) =>
        Changes.Where(change => change.IsDifference).SequenceEqual(other.Changes.Where(change => change.IsDifference))
        && Forced.Where(rules => rules.Before != rules.After).SequenceEqual(other.Forced.Where(rules => rules.Before != rules.After));
}
