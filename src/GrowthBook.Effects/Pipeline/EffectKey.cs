using System.Security.Cryptography;

namespace GrowthBook.Client;

/// <summary>128 bits: the keyed hash that identifies an exposure, a usage or a user, or the key of such a hash.</summary>
/// <param name="Low">The first eight bytes.</param>
/// <param name="High">The last eight bytes.</param>
internal readonly record struct EffectKey(ulong Low, ulong High)
{
    /// <summary>Returns random bits.</summary>
    public static EffectKey Random()
    {
        var bytes = new byte[16];
        using (var random = RandomNumberGenerator.Create())
            random.GetBytes(bytes);
        return new EffectKey(BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt64(bytes, 8));
    }
}
