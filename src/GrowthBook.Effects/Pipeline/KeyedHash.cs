using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GrowthBook.Client;

/// <summary>
/// SipHash-1-3 with 128 bits (Aumasson and Bernstein, 2012) of a sequence of words. Without the key nobody can choose texts whose
/// hashes are equal. A mutable value: pass it by reference and use it once.
/// </summary>
internal struct KeyedHash(EffectKey key)
{
    private ulong _v0 = key.Low ^ 0x736F6D6570736575;
    private ulong _v1 = key.High ^ 0x646F72616E646F6D ^ 0xEE;
    private ulong _v2 = key.Low ^ 0x6C7967656E657261;
    private ulong _v3 = key.High ^ 0x7465646279746573;
    private uint _words;

    /// <summary>Adds eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong word)
    {
        _v3 ^= word;
        Round();
        _v0 ^= word;
        _words++;
    }

    /// <summary>Adds the UTF-16 code units of a text, padded with zeros to whole words. The caller adds its length before it.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var bytes = MemoryMarshal.AsBytes(text);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes.Slice(sizeof(ulong)))
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        if (bytes.Length == 0)
            return;
        var rest = 0UL;
        for (var i = bytes.Length / sizeof(char); i > 0; i--)
            rest = (rest << 16) | text[text.Length - i];
        Add(rest);
    }

    /// <summary>Returns the hash of all words.</summary>
    public EffectKey Finish()
    {
        Add((ulong)_words * sizeof(ulong) << 56);
        _v2 ^= 0xEE;
        var low = Finalize();
        _v1 ^= 0xDD;
        return new EffectKey(low, Finalize());
    }

    private ulong Finalize()
    {
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        unchecked
        {
            _v0 += _v1;
            _v1 = Rotate(_v1, 13) ^ _v0;
            _v0 = Rotate(_v0, 32);
            _v2 += _v3;
            _v3 = Rotate(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = Rotate(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = Rotate(_v1, 17) ^ _v2;
            _v2 = Rotate(_v2, 32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
}
