using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GrowthBook.Analysis;

/// <summary>
/// The attributes that a payload reads, and the tests of them. They are collected at most once for a payload, when they are first needed, because that walks all features. Threads may share it.
/// </summary>
internal sealed class ReadNames
{
    private static readonly ConditionalWeakTable<Payload, ReadNames> Known = [];

    private readonly Lazy<(ImmutableArray<string> Names, ImmutableArray<string> Paths)> _names;
    private readonly Lazy<AttributeTests> _tests;

    private ReadNames(Payload payload)
    {
        _names = new(() => (payload.ReadAttributes, payload.ReadPaths));
        _tests = new(() => payload.AttributeTests);
    }

    /// <summary>The tests of attributes.</summary>
    public AttributeTests Tests => _tests.Value;

    /// <summary>Those of a payload.</summary>
    public static ReadNames Of(Payload payload) => Known.GetValue(payload, static payload => new ReadNames(payload));

    /// <summary>Whether the payload reads an attribute, or a member of it.</summary>
    public bool Has(string name) => _names.Value.Names.Contains(name) || _names.Value.Paths.Any(path => IsWithin(path, name));

    /// <summary>Whether a path is that of a member, or leads on from it.</summary>
    private static bool IsWithin(string path, string member) =>
        path.StartsWith(member, StringComparison.Ordinal) && (path.Length == member.Length || path[member.Length] == '.');
}
