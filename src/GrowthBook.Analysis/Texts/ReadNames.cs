using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The attributes that a payload reads. They are collected at most once, when they are first needed, because that walks all features. Threads may share it.</summary>
/// <param name="payload">The payload.</param>
internal sealed class ReadNames(Payload payload)
{
    private readonly Lazy<(ImmutableArray<string> Names, ImmutableArray<string> Paths)> _names = new(() => (payload.ReadAttributes, payload.ReadPaths));

    /// <summary>Whether the payload reads an attribute, or a member of it.</summary>
    public bool Has(string name) => _names.Value.Names.Contains(name) || _names.Value.Paths.Any(path => IsWithin(path, name));

    /// <summary>Whether a path is that of a member, or leads on from it.</summary>
    private static bool IsWithin(string path, string member) =>
        path.StartsWith(member, StringComparison.Ordinal) && (path.Length == member.Length || path[member.Length] == '.');
}
