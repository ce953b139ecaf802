using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>The attributes whose stored assignments a client reads: those of a payload, and those that the options add. Thread-safe.</summary>
/// <param name="additional">The attributes that the options add; each once.</param>
internal sealed class StickyBucketNames(ImmutableArray<string> additional)
{
    /// <summary>The names of the payload that was asked for last; <c>null</c> before the first one.</summary>
    private volatile Union? _last;

    /// <summary>Returns the names for a payload: those of the payload, then further ones of the options. Allocates once per payload, and only if the options add names.</summary>
    public ImmutableArray<string> Of(Payload payload)
    {
        if (additional.IsEmpty)
            return payload.StickyBucketAttributes;
        if (_last is { } last && ReferenceEquals(last.Payload, payload))
            return last.Names;
        var names = payload.StickyBucketAttributes.Union(additional, KeyedTexts.Comparer).ToImmutableArray();
        _last = new Union(payload, names);
        return names;
    }

    private sealed class Union(Payload payload, ImmutableArray<string> names)
    {
        public Payload Payload => payload;

        public ImmutableArray<string> Names => names;
    }
}
