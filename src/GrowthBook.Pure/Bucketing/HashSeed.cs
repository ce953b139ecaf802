namespace GrowthBook;

/// <summary>
/// A seed with a hash version, prepared when a payload is compiled. Version 2 hashes the seed before the value, so
/// the state after the seed is a constant of the rule, and each evaluation hashes the value only.
/// </summary>
internal readonly struct HashSeed
{
    /// <summary>The prime of FNV-1a with 32 bits.</summary>
    public const uint Prime = 0x01000193;

    private const uint OffsetBasis = 0x811c9dc5;

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

    /// <summary>
    /// The bucket of a value: from 0 inclusive to 1 exclusive, or NaN, which lies in no range, for an unknown version.
    /// </summary>
    public double Bucket(string value) => _version switch
    {
        2 => FnvOfDigits(Fnv(_state, value)) % 10000 / 10000.0,
        1 => Fnv(Fnv(_state, value), Seed) % 1000 / 1000.0,
        _ => double.NaN,
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

    /// <summary>
    /// FNV-1a over the decimal digits of a number, from the first on: <c>number / 10^8</c> with 57 binary places has the
    /// first two digits in front of the point, and each multiplication by ten brings the next one there. So the processor
    /// finds a digit while it hashes the one before. Dividing by ten again and again ends with the digit that is hashed first.
    /// </summary>
    internal static uint FnvOfDigits(uint number)
    {
        const int Places = 57;
        const ulong Inverse = 1_441_151_881; // 2^57 / 10^8, rounded up: no product is too large by one in the place of the last digit
        const ulong Fraction = (1UL << Places) - 1;

        var rest = number * Inverse;
        var first = (uint)(rest >> Places); // at most 42
        var state = OffsetBasis;
        if (first >= 10)
            state = FnvOfDigit(state, first / 10);
        if (first > 0)
            state = FnvOfDigit(state, first % 10);
        var isBehindZeros = first > 0;
        for (var left = 8; left > 0; left--)
        {
            rest = (rest & Fraction) * 10;
            var digit = (uint)(rest >> Places);
            isBehindZeros |= digit > 0 || left == 1;
            if (isBehindZeros)
                state = FnvOfDigit(state, digit);
        }
        return state;
    }

    private static uint FnvOfDigit(uint state, uint digit) => unchecked((state ^ ('0' + digit)) * Prime);
}
