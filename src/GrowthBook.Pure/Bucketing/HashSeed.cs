namespace GrowthBook;

/// <summary>
/// A seed with a hash version, prepared when a payload is compiled. Version 2 hashes the seed before the value, so
/// the state behind the seed is a constant of the rule, and each evaluation hashes the value alone.
/// </summary>
internal readonly struct HashSeed
{
    private const uint OffsetBasis = 0x811c9dc5;
    private const uint Prime = 0x01000193;

    private readonly uint _state;
    private readonly int _version;

    /// <param name="seed">The seed.</param>
    /// <param name="version">The version of hashing; absent or 0 it is <see cref="Hashing.DefaultVersion"/>.</param>
    public HashSeed(string seed, double? version)
    {
        Seed = seed;
        _version = version switch { 2 => 2, null or 0 or Hashing.DefaultVersion => Hashing.DefaultVersion, _ => -1 };
        _state = _version == 2 ? Fnv(OffsetBasis, seed) : OffsetBasis;
    }

    public string Seed { get; }

    /// <summary>The bucket of a value: from 0 inclusive to 1 exclusive, or <c>null</c> for an unknown version.</summary>
    public double? Bucket(string value) => _version switch
    {
        2 => FnvOfDigits(Fnv(_state, value)) % 10000 / 10000.0,
        1 => Fnv(Fnv(_state, value), Seed) % 1000 / 1000.0,
        _ => null,
    };

    /// <summary>The bucket of a value in a namespace: by version 1, with two underscores before the id as seed.</summary>
    public static double NamespaceBucket(string value, string id) =>
        Fnv(Fnv(Fnv(OffsetBasis, value), "__"), id) % 1000 / 1000.0;

    private static uint Fnv(uint state, string text)
    {
        foreach (var c in text)
            state = unchecked((state ^ c) * Prime);
        return state;
    }

    /// <summary>FNV-1a over the decimal digits of a number, produced without making a string of them.</summary>
    private static uint FnvOfDigits(uint number)
    {
        Span<char> digits = stackalloc char[10];
        var at = digits.Length;
        do
        {
            digits[--at] = (char)('0' + (number % 10));
            number /= 10;
        }
        while (number != 0);

        var state = OffsetBasis;
        for (; at < digits.Length; at++)
            state = unchecked((state ^ digits[at]) * Prime);
        return state;
    }
}
