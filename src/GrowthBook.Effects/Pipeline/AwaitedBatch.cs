using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// The effects of one call for an awaited sink. The sink's one caller keeps those that are new, writes them, and remembers those that
/// were written.
/// </summary>
/// <param name="effects">The effects of the kinds that the sink wants.</param>
/// <param name="memory">Remembers what the sink took; <c>null</c> for a sink that gets every effect each time.</param>
internal sealed class AwaitedBatch(ImmutableArray<(EffectEvent Event, EffectIdentity Identity)> effects, DeliveryMemory? memory)
{
    private const ulong Sink = 1;

    private ImmutableArray<(EffectEvent Event, EffectIdentity Identity)> _effects = effects;

    /// <summary>The effects to write: after <see cref="KeepNew"/> without those that the sink took before.</summary>
    public ImmutableArray<EffectEvent> Events { get; private set; } = [.. effects.Select(each => each.Event)];

    /// <summary>Leaves out the effects that the sink took before, or that the batch repeats.</summary>
    /// <returns>Whether any are left.</returns>
    public bool KeepNew()
    {
        if (memory is null)
            return true;
        var last = new Dictionary<EffectKey, ulong>();
        _effects = [.. _effects.Where(each => IsNew(each.Identity))];
        Events = [.. _effects.Select(each => each.Event)];
        return !Events.IsEmpty;

        bool IsNew(in EffectIdentity identity)
        {
            if (identity.Kind == EffectKinds.None)
                return true;
            if (last.TryGetValue(identity.Key, out var value) ? value == identity.Value : memory.IsTaken(identity.Key, identity.Value, Sink))
                return false;
            last[identity.Key] = identity.Value;
            return true;
        }
    }

    /// <summary>Remembers the effects that were written.</summary>
    /// <param name="failure">The sink's exception, which names those that were not; <c>null</c> after a success.</param>
    public void Remember(Exception? failure)
    {
        if (memory is null)
            return;
        var notWritten = failure is null ? [] : EffectWriteException.NotWrittenOf(Events, failure);
        var failed = 0;
        foreach (var (effectEvent, identity) in _effects)
        {
            if (failed < notWritten.Length && ReferenceEquals(effectEvent, notWritten[failed]))
                failed++;
            else if (identity.Kind != EffectKinds.None)
                memory.Take(identity.Key, identity.Value, Sink, out _);
        }
    }
}
