using System.Globalization;

namespace GrowthBook.Analysis.Tests;

/// <summary>An identifier for each bucket of a seed.</summary>
internal static class Buckets
{
    private static readonly Lazy<string[]> Fine = new(() => Find(10_000, 2));

    private static readonly Lazy<string[]> Coarse = new(() => Find(1_000, 1));

    /// <summary>The identifiers by bucket, of <see cref="RandomPayloads.HashSeed"/>.</summary>
    public static IReadOnlyList<string> Of(int hashVersion) => hashVersion == 2 ? Fine.Value : Coarse.Value;

    private static string[] Find(int grain, int version)
    {
        var ids = new string[grain];
        var missing = grain;
        for (var i = 0; missing > 0; i++)
        {
            var id = i.ToString(CultureInfo.InvariantCulture);
            ref var slot = ref ids[(int)Math.Round(Hashing.Hash(RandomPayloads.HashSeed, id, version)!.Value * grain)];
            missing -= slot is null ? 1 : 0;
            slot ??= id;
        }
        return ids;
    }
}
