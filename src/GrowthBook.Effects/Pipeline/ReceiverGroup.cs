using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Up to 64 receivers of a pipeline that share a memory: each has a bit in its masks.</summary>
internal sealed class ReceiverGroup
{
    private readonly ImmutableArray<EffectReceiver> _optional;
    private readonly EffectKinds _optionalKinds;
    private readonly ulong _exposures;
    private readonly ulong _usages;

    private ReceiverGroup(int number, int capacity, ImmutableArray<EffectReceiver> receivers)
    {
        Number = number;
        Memory = new DeliveryMemory(capacity);
        for (var i = 0; i < receivers.Length; i++)
        {
            var bit = 1UL << i;
            receivers[i].Join(this, bit);
            if (receivers[i].IsOptional)
            {
                _optionalKinds |= receivers[i].Kinds;
                continue;
            }
            _exposures |= (receivers[i].Kinds & EffectKinds.Exposure) == 0 ? 0 : bit;
            _usages |= (receivers[i].Kinds & EffectKinds.Usage) == 0 ? 0 : bit;
        }
        _optional = [.. receivers.Where(receiver => receiver.IsOptional)];
    }

    /// <summary>The group's place in the pipeline, counted from 0.</summary>
    public int Number { get; }

    public DeliveryMemory Memory { get; }

    /// <summary>Groups receivers that deduplicate: those of the same capacity share a memory.</summary>
    public static ImmutableArray<ReceiverGroup> Of(ImmutableArray<EffectReceiver> receivers)
    {
        var groups = ImmutableArray.CreateBuilder<ReceiverGroup>();
        foreach (var sameCapacity in receivers.Where(receiver => receiver.Capacity > 0).GroupBy(receiver => receiver.Capacity))
        {
            var all = sameCapacity.ToImmutableArray();
            for (var start = 0; start < all.Length; start += DeliveryMemory.MaxReceivers)
                groups.Add(new ReceiverGroup(groups.Count, sameCapacity.Key, ImmutableArray.Create(all, start, Math.Min(DeliveryMemory.MaxReceivers, all.Length - start))));
        }
        return groups.ToImmutable();
    }

    /// <summary>Returns the bits of the receivers that want effects of a kind now.</summary>
    public ulong Wanting(EffectKinds kind)
    {
        var wanting = kind == EffectKinds.Usage ? _usages : _exposures;
        if ((_optionalKinds & kind) == 0)
            return wanting;
        foreach (var receiver in _optional)
        {
            if ((receiver.WantedNow & kind) != 0)
                wanting |= receiver.Bit;
        }
        return wanting;
    }

    /// <summary>Returns whether all receivers that want an effect took it. May return <c>false</c> for a repetition.</summary>
    public bool IsRepetition(in EffectIdentity identity)
    {
        var wanting = Wanting(identity.Kind);
        return wanting == 0 || Memory.IsRepetition(identity.Key, identity.Value, wanting);
    }

    /// <summary>Notes that all receivers that want an effect take it.</summary>
    /// <returns>Those that did not take it before.</returns>
    public Delivery Take(in EffectIdentity identity)
    {
        var wanting = Wanting(identity.Kind);
        if (wanting == 0)
            return default;
        var missing = Memory.Take(identity.Key, identity.Value, wanting, out var receipt);
        if (missing == 0)
            Memory.CountRepetition(identity.Kind);
        return new Delivery(missing, receipt);
    }
}

/// <summary>What identifies an exposure or a usage.</summary>
/// <param name="Kind">The kind of the effect; none for one that is never a repetition.</param>
/// <param name="Key">The exposure, or the user and feature of a usage.</param>
/// <param name="Value">The value of a usage, hashed; 0 for an exposure.</param>
internal readonly record struct EffectIdentity(EffectKinds Kind, EffectKey Key, ulong Value);

/// <summary>Which receivers of a group get an effect.</summary>
/// <param name="Missing">The bits of the receivers that get it.</param>
/// <param name="Receipt">The argument for <see cref="DeliveryMemory.Undo"/>.</param>
internal readonly record struct Delivery(ulong Missing, EffectReceipt Receipt);
