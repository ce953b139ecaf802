using System.Globalization;
using System.Numerics;

namespace GrowthBook;

/// <summary>JSON numbers as .NET's numeric types and enums: in range, and exact where the type can be.</summary>
internal static class NumberTypes
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = TwoTo63 * 2;
    private const double TwoTo96 = TwoTo64 * 4294967296.0;

    /// <summary>The number as a type; a null reference where it does not fit.</summary>
    public static object? Read(double number, Type type)
    {
        if (type == typeof(double))
            return number;
        if (type == typeof(int))
            return ToInt32(number);
        if (type == typeof(long))
            return ToInt64(number);
        if (type == typeof(decimal))
            return ToDecimal(number);
        if (type == typeof(float))
            return ToSingle(number);
#if NET
        if (type == typeof(Half))
            return Math.Abs(number) <= (double)Half.MaxValue || double.IsNaN(number) ? (object)(Half)number : null;
#endif
        return number == Math.Floor(number) && !double.IsInfinity(number) ? ToInteger(number, type) : null;
    }

    /// <summary>The number as an <c>int</c>; <c>null</c> for a fraction, and outside the range.</summary>
    public static int? ToInt32(double number) => number == (int)number ? (int)number : null;

    /// <summary>The number as a <c>long</c>; <c>null</c> for a fraction, and outside the range.</summary>
    public static long? ToInt64(double number) => number == Math.Floor(number) && number is >= -TwoTo63 and < TwoTo63 ? (long)number : null;

    /// <summary>The nearest <c>float</c>; <c>null</c> outside the range.</summary>
    public static float? ToSingle(double number) => Math.Abs(number) <= float.MaxValue || double.IsNaN(number) ? (float)number : null;

    public static bool Knows(Type type) => type.IsEnum || Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal
        || type == typeof(nint) || type == typeof(nuint)
#if NET
        || type == typeof(Half) || type == typeof(Int128) || type == typeof(UInt128)
#endif
        || type == typeof(BigInteger);

    private static object? ToInteger(double number, Type type)
    {
        if (type.IsEnum)
            return ToInteger(number, Enum.GetUnderlyingType(type)) is { } underlying ? EnumNames.OfNumber(type, underlying) : null;
        if (type == typeof(BigInteger))
            return new BigInteger(number);
#if NET
        if (type == typeof(Int128))
            return number is >= -TwoTo64 * TwoTo63 and < TwoTo64 * TwoTo63 ? (object)(Int128)number : null;
        if (type == typeof(UInt128))
            return number is >= 0 and < TwoTo64 * TwoTo64 ? (object)(UInt128)number : null;
#endif
        if (type == typeof(nint))
            return ToInteger(number, IntPtr.Size == 4 ? typeof(int) : typeof(long)) is IConvertible signed ? (nint)signed.ToInt64(CultureInfo.InvariantCulture) : null;
        if (type == typeof(nuint))
            return ToInteger(number, IntPtr.Size == 4 ? typeof(uint) : typeof(ulong)) is IConvertible unsigned ? (nuint)unsigned.ToUInt64(CultureInfo.InvariantCulture) : null;
        var code = Type.GetTypeCode(type);
        return Range(code) is var (start, end) && number >= start && number < end
            ? Convert.ChangeType(number, code, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>The integers of a type: the start inclusive, the end exclusive.</summary>
    private static (double Start, double End)? Range(TypeCode code) => code switch
    {
        TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue + 1.0),
        TypeCode.Byte => (0, byte.MaxValue + 1.0),
        TypeCode.Int16 => (short.MinValue, short.MaxValue + 1.0),
        TypeCode.UInt16 => (0, ushort.MaxValue + 1.0),
        TypeCode.Int32 => (int.MinValue, int.MaxValue + 1.0),
        TypeCode.UInt32 => (0, uint.MaxValue + 1.0),
        TypeCode.Int64 => (-TwoTo63, TwoTo63),
        TypeCode.UInt64 => (0, TwoTo64),
        _ => null,
    };

    /// <summary>The digits of the number: the conversion of .NET rounds to 15. <c>null</c>, if no <c>decimal</c> can hold them.</summary>
    public static decimal? ToDecimal(double number)
    {
        if (ToInt64(number) is { } integer)
            return integer;
        if (number == Math.Floor(number))
            return Math.Abs(number) < TwoTo96 ? (decimal)new BigInteger(number) : null;
        return decimal.TryParse(EcmaNumber.ToText(number), NumberStyles.Float, CultureInfo.InvariantCulture, out var digits)
            && EcmaNumber.Parse(digits.ToString(CultureInfo.InvariantCulture)) == number
            ? digits
            : null;
    }
}
