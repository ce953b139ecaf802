using System.Collections.Concurrent;

namespace GrowthBook.Client.Endurance.Checks;

/// <summary>The violations by kind, each with its first example and its count.</summary>
internal sealed class Violations
{
    private readonly ConcurrentDictionary<string, (string Example, int Count)> _kinds = new();

    public bool Any => !_kinds.IsEmpty;

    public IEnumerable<string> Lines => _kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => $"{kind.Key} ({kind.Value.Count} times), first: {kind.Value.Example}");

    public void Add(string kind, string example) =>
        _kinds.AddOrUpdate(kind, (example, 1), (_, before) => (before.Example, before.Count + 1));

    public void Check(bool holds, string kind, string example)
    {
        if (!holds)
            Add(kind, example);
    }
}
