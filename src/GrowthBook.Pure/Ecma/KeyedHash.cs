namespace GrowthBook;

/// <summary>
/// Hashing with a key that is random per process, for tables whose keys an author of payloads or a visitor chooses: keys that collide
/// cannot be computed in advance. The key decides where an entry lies in a table, and nothing that is returned, compared or
/// written.
/// </summary>
internal static class KeyedHash
{
#if NET
    /// <summary>.NET hashes texts with a secret of the process.</summary>
    public static ulong Key { get; } = KeyOf("the first half", "the second half");

    private static ulong Multiplier { get; } = KeyOf("another first half", "another second half") | 1;
#else
    public static ulong Key { get; } = RandomKey();

    private static ulong Multiplier { get; } = RandomKey() | 1;
#endif

    /// <summary>Hashes numbers for a set. Equal are <c>0</c> and <c>-0</c>, and NaN to itself, as in ECMAScript's SameValueZero.</summary>
    public static NumberComparer Numbers { get; } = new();

    /// <summary>Hashes integers for a set.</summary>
    public static IntegerComparer Integers { get; } = new();

    /// <summary>
    /// Mixes a number into a hash: both halves of a product of 128 bits, in which no difference of two numbers has a certain
    /// outcome without the key.
    /// </summary>
    public static ulong Mix(ulong hash, ulong next) => Fold(hash ^ next, Multiplier);

    private static ulong Fold(ulong left, ulong right)
    {
#if NET
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
#else
        unchecked
        {
            ulong leftLow = (uint)left, leftHigh = left >> 32, rightLow = (uint)right, rightHigh = right >> 32;
            var middle = (leftHigh * rightLow) + ((leftLow * rightLow) >> 32);
            var carry = (uint)middle + (leftLow * rightHigh);
            return ((leftHigh * rightHigh) + (middle >> 32) + (carry >> 32)) ^ (left * right);
        }
#endif
    }

#if NET
    private static ulong KeyOf(string first, string second) =>
        ((ulong)(uint)StringComparer.Ordinal.GetHashCode(first) << 32) | (uint)StringComparer.Ordinal.GetHashCode(second);
#else
    private static ulong RandomKey()
    {
#pragma warning disable RS0030 // the key decides no answer
        var bytes = Guid.NewGuid().ToByteArray();
#pragma warning restore RS0030
        return BitConverter.ToUInt64(bytes, 0) ^ (BitConverter.ToUInt64(bytes, 8) << 3);
    }
#endif

    internal sealed class NumberComparer : IEqualityComparer<double>
    {
        public bool Equals(double left, double right) => left.Equals(right);

        public int GetHashCode(double number) =>
            (int)Mix(Key, number == 0 ? 0 : (ulong)BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number));
    }

    internal sealed class IntegerComparer : IEqualityComparer<ulong>
    {
        public bool Equals(ulong left, ulong right) => left == right;

        public int GetHashCode(ulong number) => (int)Mix(Key, number);
    }
}
