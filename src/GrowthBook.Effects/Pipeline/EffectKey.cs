using System.Security.Cryptography;

namespace GrowthBook.Client;

/// <summary>128 bits: the keyed hash that identifies an exposure, a usage or a user, or the key of such a hash.</summary>
/// <param name="Low">The first eight bytes.</param>
/// <param name="High">The last eight bytes.</param>
internal readonly record struct EffectKey(ulong Low, ulong High)
{
    /// <summary>A product with an odd number is different for each factor.</summary>
    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <summary>
    /// Returns the hash of a pair: of what this and another hash stand for, which are of different kinds and so independent of each
    /// other. Pairs that have one hash in common never collide; others do with a probability of 2⁻¹²⁸.
    /// </summary>
    /// <param name="other">The other hash.</param>
    public EffectKey With(in EffectKey other) => new(unchecked(Low * Odd) ^ other.Low, unchecked(High * Odd) ^ other.High);

    /// <summary>Returns random bits.</summary>
    public static EffectKey Random()
    {
        var bytes = new byte[16];
        using (var random = RandomNumberGenerator.Create())
            random.GetBytes(bytes);
        return new EffectKey(BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt64(bytes, 8));
    }
}
