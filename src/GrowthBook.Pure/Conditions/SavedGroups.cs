using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <summary>The saved groups of a payload: by number for the payload's own conditions, by id for others.</summary>
internal sealed class SavedGroups(SavedGroup?[] groups, Dictionary<string, int> numbers, SavedGroupScope scope)
{
    public static SavedGroups Empty { get; } = new SavedGroupNumbers().Build(new Faults());

    /// <summary>The ids that only conditions mention.</summary>
    public IEnumerable<string> Missing => numbers.Where(each => groups[each.Value] is null).Select(each => each.Key);

    /// <summary>The ids of the groups.</summary>
    public IEnumerable<string> Ids => numbers.Where(each => groups[each.Value] is not null).Select(each => each.Key);

    /// <summary>Whether there is a group of this id.</summary>
    public bool Has(string id) => numbers.TryGetValue(id, out var number) && groups[number] is not null;

    /// <summary>The group that a reference means; <c>null</c> where the payload has no such group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SavedGroup? Find(in SavedGroupReference reference)
    {
        if (ReferenceEquals(reference.Scope, scope))
            return groups[reference.Number];
        return numbers.TryGetValue(reference.Id, out var number) ? groups[number] : null;
    }

    /// <summary>
    /// The values that <c>$inGroup</c> and <c>$notInGroup</c> test: none for an unknown id, and <c>null</c> for a
    /// group that is not a list, for which both operators are false.
    /// </summary>
    public ValueSet? Values(in SavedGroupReference reference) => Find(reference) is { } group ? group.Values : ValueSet.Empty;
}
