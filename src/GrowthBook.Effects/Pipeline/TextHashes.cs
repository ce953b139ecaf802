using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GrowthBook.Client;

/// <summary>
/// Hashes of texts that a program repeats, such as the keys of features: each is computed once. Keeps at most 4,096 texts of at most
/// 256 characters, and replaces all of them when they are full. Thread-safe; a known text takes no lock and allocates nothing.
/// </summary>
/// <param name="secret">The key of the hashes.</param>
/// <param name="kind">Hashed before each text with its length, which is added.</param>
internal sealed class TextHashes(EffectKey secret, ulong kind)
{
    private const int MaxLength = 4096;
    private const int MaxText = 256;
    private const int MaxSteps = 8;

    private readonly object _gate = new();

    /// <summary>Replaced by a longer or an empty array. A slot that has a text does not change.</summary>
    private Slot[] _slots = new Slot[64];
    private int _count;

    /// <summary>Returns the hash of a text.</summary>
    public EffectKey Of(string text)
    {
        var slots = Volatile.Read(ref _slots);
        var place = PlaceOf(text);
        for (var steps = 0; steps < MaxSteps; steps++)
        {
            ref var slot = ref slots[(place + steps) & (slots.Length - 1)];
            if (Volatile.Read(ref slot.Text) is not { } known)
                break;
            if (known == text)
                return slot.Hash;
        }
        return ComputeAndKeep(text);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private EffectKey ComputeAndKeep(string text)
    {
        var hash = new SipHash(secret);
        hash.Add(kind + (uint)text.Length);
        hash.Add(text.AsSpan());
        var result = hash.Finish();
        if (text.Length > MaxText)
            return result;
        lock (_gate)
        {
            // Texts with the same place would replace the table each time. They are computed each time instead.
            if (!TryKeep(_slots, text, result) && _count >= _slots.Length / 2)
            {
                Volatile.Write(ref _slots, Successor());
                TryKeep(_slots, text, result);
            }
        }
        return result;
    }

    private bool TryKeep(Slot[] slots, string text, in EffectKey hash)
    {
        var place = PlaceOf(text);
        for (var steps = 0; steps < MaxSteps; steps++)
        {
            ref var slot = ref slots[(place + steps) & (slots.Length - 1)];
            if (slot.Text == text)
                return true;
            if (slot.Text is not null)
                continue;
            slot.Hash = hash;
            Volatile.Write(ref slot.Text, text);
            _count++;
            return true;
        }
        return false;
    }

    private Slot[] Successor()
    {
        var (old, length) = (_slots, Math.Min(2 * _slots.Length, MaxLength));
        var slots = new Slot[length];
        _count = 0;
        if (old.Length == length)
            return slots;
        foreach (var slot in old)
        {
            if (slot.Text is { } text)
                TryKeep(slots, text, slot.Hash);
        }
        return slots;
    }

    /// <summary>Mixes the first, the middle and the last four characters: cheap, and different for most keys of a payload.</summary>
    private static int PlaceOf(string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        ulong mixed;
        if (bytes.Length >= sizeof(ulong))
        {
            var middle = (bytes.Length - sizeof(ulong)) / 4 * 2;
            mixed = unchecked((BinaryPrimitives.ReadUInt64LittleEndian(bytes) * 0x9E3779B97F4A7C15)
                + (BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(middle)) * 0xC2B2AE3D27D4EB4F)
                + (BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(bytes.Length - sizeof(ulong))) * 0xD6E8FEB86659FD93));
        }
        else
        {
            mixed = 0;
            foreach (var unit in text)
                mixed = unchecked((mixed + unit) * 0x9E3779B97F4A7C15);
        }
        return (int)((mixed + (uint)text.Length) >> 40);
    }

    private struct Slot
    {
        /// <summary>Written last; <c>null</c> for an unused slot.</summary>
        public string? Text;
        public EffectKey Hash;
    }
}
