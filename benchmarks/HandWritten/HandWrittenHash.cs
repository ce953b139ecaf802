namespace GrowthBook.Benchmarks;

/// <summary>Buckets by version 2, with the state after the seed prepared.</summary>
internal static class HandWrittenHash
{
    public static uint AfterSeed(string seed) => Fnv(0x811c9dc5, seed);

    public static double Bucket(uint afterSeed, string value)
    {
        var number = Fnv(afterSeed, value);
        Span<char> digits = stackalloc char[10];
        var at = digits.Length;
        do
        {
            digits[--at] = (char)('0' + (number % 10));
            number /= 10;
        }
        while (number != 0);
        return Fnv(0x811c9dc5, digits[at..]) % 10000 / 10000.0;
    }

    private static uint Fnv(uint state, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            state = unchecked((state ^ c) * 0x01000193);
        return state;
    }
}
