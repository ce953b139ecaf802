using System.Buffers.Binary;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>SipHash with 128 bits of bytes, written after the paper, for any number of rounds.</summary>
internal static class SipHashReference
{
    public static byte[] Hash(byte[] key, byte[] message, int compressionRounds, int finalizationRounds)
    {
        var (k0, k1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key.AsSpan(8)));
        ulong[] v = [k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573];
        var padded = new byte[(message.Length / 8 * 8) + 8];
        message.CopyTo(padded, 0);
        padded[^1] = (byte)message.Length;
        for (var at = 0; at < padded.Length; at += 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(padded.AsSpan(at));
            v[3] ^= word;
            Rounds(v, compressionRounds);
            v[0] ^= word;
        }
        var hash = new byte[16];
        v[2] ^= 0xee;
        Rounds(v, finalizationRounds);
        BinaryPrimitives.WriteUInt64LittleEndian(hash, v[0] ^ v[1] ^ v[2] ^ v[3]);
        v[1] ^= 0xdd;
        Rounds(v, finalizationRounds);
        BinaryPrimitives.WriteUInt64LittleEndian(hash.AsSpan(8), v[0] ^ v[1] ^ v[2] ^ v[3]);
        return hash;
    }

    private static void Rounds(ulong[] v, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Half(0, 1, 13);
            v[0] = ulong.RotateLeft(v[0], 32);
            Half(2, 3, 16);
            Half(0, 3, 21);
            Half(2, 1, 17);
            v[2] = ulong.RotateLeft(v[2], 32);
        }

        void Half(int a, int b, int rotation)
        {
            v[a] += v[b];
            v[b] = ulong.RotateLeft(v[b], rotation) ^ v[a];
        }
    }
}
