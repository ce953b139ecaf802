using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GrowthBook.Client;

/// <summary>
/// Hashes of values. Values with equal JSON text have equal hashes. Payloads give the values, not users; so short texts, which are
/// the most, have a simpler hash. The hash of an array, an object or a long text is computed once per value object. Thread-safe.
/// </summary>
/// <param name="secret">The key of the hashes.</param>
internal sealed class ValueHashes(EffectKey secret)
{
    /// <summary>Longer texts take longer to hash than to look up.</summary>
    private const int LongText = 64;

    private const ulong Null = 0;
    private const ulong False = 1;
    private const ulong True = 2;
    private const ulong Number = 3;
    private const ulong Text = 4;
    private const ulong Array = 5;
    private const ulong Object = 6;
    private const int KindBits = 3;

    /// <summary>Of MurmurHash3: an upper bit of a product depends on all lower ones.</summary>
    private const ulong Multiplier = 0xC4CEB9FE1A85EC53;

    private readonly ConditionalWeakTable<Value, StrongBox<ulong>> _known = new();

    public ulong Of(Value value) => value switch
    {
        Value.Null => Null,
        Value.Boolean boolean => boolean.Content ? True : False,
        Value.Number { Content: var number } => Mix(secret.High ^ Number, Bits(number)),
        Value.String { Content: { Length: <= LongText } text } => Mix(text),
        _ => (_known.TryGetValue(value, out var known) ? known : Keep(value)).Value,
    };

    /// <summary>Adds a value to a hash. No value continues in the next: kinds and lengths come first.</summary>
    public static void Add(Value value, ref SipHash hash)
    {
        switch (value)
        {
            case Value.Boolean boolean:
                hash.Add(boolean.Content ? True : False);
                break;
            case Value.Number { Content: var number }:
                hash.Add(Number);
                hash.Add(Bits(number));
                break;
            case Value.String { Content: var text }:
                hash.Add(Text | ((ulong)(uint)text.Length << KindBits));
                hash.Add(text.AsSpan());
                break;
            case Value.Array array:
                hash.Add(Array | ((ulong)(uint)array.Count << KindBits));
                for (var i = 0; i < array.Count; i++)
                    Add(array[i], ref hash);
                break;
            case Value.Object members:
                hash.Add(Object | ((ulong)(uint)members.Count << KindBits));
                foreach (var member in members)
                {
                    hash.Add((uint)member.Key.Length);
                    hash.Add(member.Key.AsSpan());
                    Add(member.Value, ref hash);
                }
                break;
            default:
                hash.Add(Null);
                break;
        }
    }

    private StrongBox<ulong> Keep(Value value) => _known.GetValue(value, each => new StrongBox<ulong>(Compute(each)));

    /// <summary>The same bits for 0 and -0, which have the same text.</summary>
    private static ulong Bits(double number) => number == 0 ? 0 : (ulong)BitConverter.DoubleToInt64Bits(number);

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = unchecked((hash ^ word) * Multiplier);
        return hash ^ (hash >> 32);
    }

    private ulong Mix(string text)
    {
        var hash = Mix(secret.Low ^ Text, (ulong)text.Length);
        var rest = text.AsSpan();
        foreach (var four in MemoryMarshal.Cast<char, ulong>(rest))
            hash = Mix(hash, four);
        foreach (var unit in rest.Slice(rest.Length & ~3))
            hash = Mix(hash, unit);
        return Mix(hash, secret.High);
    }

    private ulong Compute(Value value)
    {
        var hash = new SipHash(secret);
        Add(value, ref hash);
        return hash.Finish().Low;
    }
}
