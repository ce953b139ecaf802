using System.Globalization;
using System.Numerics;

namespace GrowthBook.Pure.Properties;

/// <summary>The hash as the specification describes it, in big integers and strings.</summary>
public static class NaiveHash
{
    public static double? Hash(string seed, string value, int version) => version switch
    {
        1 => (double)(Fnv32A(value + seed) % 1000) / 1000,
        2 => (double)(Fnv32A(Fnv32A(seed + value).ToString(CultureInfo.InvariantCulture)) % 10000) / 10000,
        _ => null,
    };

    public static BigInteger Fnv32A(string text)
    {
        var hash = new BigInteger(2166136261);
        foreach (var unit in text)
            hash = (hash ^ unit) * 16777619 % BigInteger.Pow(2, 32);
        return hash;
    }
}
