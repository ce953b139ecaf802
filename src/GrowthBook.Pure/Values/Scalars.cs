using System.Numerics;
using System.Text;

namespace GrowthBook;

/// <summary>
/// The .NET types that are one JSON string, number or boolean, and their values. The one table for implicit
/// conversions, dictionaries and serialised objects. Depends on neither culture nor time zone.
/// </summary>
internal static class Scalars
{
    /// <summary>The value of an object of these types; a null reference for one of another type, and for a member that its enum's own converter refuses.</summary>
    public static Value? Of(object source) => source switch
    {
        string text => new Value.String(text),
        Value value => value,
        bool boolean => Value.Boolean.Of(boolean),
        int number => new Value.Number(number),
        long number => ScalarNumber.Of(number),
        double number => new Value.Number(number),
        _ => NumberOf(source) ?? TextOf(source),
    };

    private static Value? NumberOf(object source) => source switch
    {
        decimal number => ScalarNumber.Of(number),
        float number => ScalarNumber.Of(number),
        uint number => new Value.Number(number),
        ulong number => ScalarNumber.Of(number),
        short number => new Value.Number(number),
        ushort number => new Value.Number(number),
        byte number => new Value.Number(number),
        sbyte number => new Value.Number(number),
        nint number => ScalarNumber.Of((long)number),
        nuint number => ScalarNumber.Of((ulong)number),
        BigInteger number => ScalarNumber.Of(number),
#if NET
        Int128 number => ScalarNumber.Of(number),
        UInt128 number => ScalarNumber.Of(number),
        Half number => ScalarNumber.Of(number),
#endif
        Enum member => EnumForm.Of(member),
        _ => null,
    };

    private static Value? TextOf(object source) => source switch
    {
        char character => character.ToString(),
        DateTime date => ScalarDate.Text(date),
        DateTimeOffset date => ScalarDate.Text(date),
        TimeSpan duration => ScalarDate.Text(duration),
#if NET
        DateOnly date => ScalarDate.Text(date),
        TimeOnly time => ScalarDate.Text(time),
#endif
        Guid id => id.ToString(),
        Version version => version.ToString(),
#pragma warning disable RS0030 // reads the text that the caller's Uri was created from, and parses nothing
        Uri uri => uri.OriginalString,
#pragma warning restore RS0030
        StringBuilder text => text.ToString(),
        ReadOnlyMemory<char> text => text.ToString(),
        Memory<char> text => text.ToString(),
        byte[] bytes => Convert.ToBase64String(bytes),
        ReadOnlyMemory<byte> bytes => Convert.ToBase64String(bytes.ToArray()),
        Memory<byte> bytes => Convert.ToBase64String(bytes.ToArray()),
        DBNull => Value.Null.Instance,
#if NET
        _ => null,
#else
        _ => LaterTypes.Of(source),
#endif
    };

    /// <summary>The text of a dictionary's key.</summary>
    public static string Key(object? key) => key switch
    {
        string text => text,
        null => "",
        Enum member => Coercion.ToText(PlainObject.ToValue(member)),
        _ => Of(key) is { } value ? Coercion.ToText(value) : key.ToString() ?? "",
    };
}
