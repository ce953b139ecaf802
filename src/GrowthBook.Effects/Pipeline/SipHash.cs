using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GrowthBook.Client;

/// <summary>
/// SipHash-1-3 with 128 bits (Aumasson and Bernstein, 2012) of a sequence of words. Texts with equal hashes cannot be found without
/// the key. A mutable value: pass it by reference and use it once.
/// </summary>
internal struct SipHash(EffectKey key)
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
        var (v0, v1, v2, v3) = (_v0, _v1, _v2, _v3 ^ word);
        Round(ref v0, ref v1, ref v2, ref v3);
        (_v0, _v1, _v2, _v3) = (v0 ^ word, v1, v2, v3);
        _words++;
    }

    /// <summary>Adds the UTF-16 code units of a text, padded with zeros to whole words. The caller adds its length before it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // otherwise the JIT exceeds its inlining budget in the caller, and calls Round
    public void Add(ReadOnlySpan<char> text)
    {
        var (v0, v1, v2, v3) = (_v0, _v1, _v2, _v3);
        var bytes = MemoryMarshal.AsBytes(text);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes.Slice(sizeof(ulong)))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
            _words++;
        }
        (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
        if (bytes.Length == 0)
            return;
        var rest = 0UL;
        for (var i = 1; i <= bytes.Length / sizeof(char); i++)
            rest = (rest << 16) | text[text.Length - i];
        Add(rest);
    }

    /// <summary>Returns the hash of all words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EffectKey Finish()
    {
        Add((ulong)_words * sizeof(ulong) << 56);
        var (v0, v1, v2, v3) = (_v0, _v1, _v2 ^ 0xEE, _v3);
        var low = Finalize(ref v0, ref v1, ref v2, ref v3);
        v1 ^= 0xDD;
        return new EffectKey(low, Finalize(ref v0, ref v1, ref v2, ref v3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finalize(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        unchecked
        {
            v0 += v1;
            v1 = Rotate(v1, 13) ^ v0;
            v0 = Rotate(v0, 32);
            v2 += v3;
            v3 = Rotate(v3, 16) ^ v2;
            v0 += v3;
            v3 = Rotate(v3, 21) ^ v0;
            v2 += v1;
            v1 = Rotate(v1, 17) ^ v2;
            v2 = Rotate(v2, 32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
}
