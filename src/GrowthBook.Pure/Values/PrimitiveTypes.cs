using System.Diagnostics.CodeAnalysis;
#if NET
using System.Runtime.CompilerServices;
#endif

namespace GrowthBook;

/// <summary>
/// Values as the types that most flags have, without an allocation: <c>bool</c>, <c>int</c>, <c>long</c>, <c>double</c>, <c>float</c>, <c>decimal</c> and their
/// nullable forms. The JIT compiles each call for its type, so that only one of the comparisons is left.
/// </summary>
internal static class PrimitiveTypes
{
    /// <summary>Reads a value; <c>false</c> where it does not fit, and for other types.</summary>
    public static bool TryRead<T>(Value value, [MaybeNullWhen(false)] out T read)
    {
        if (Is<T, bool>())
            return Give(value.AsBoolean(), out read);
        if (value is Value.Number { Content: var number })
        {
            if (Is<T, int>())
                return Give(NumberTypes.ToInt32(number), out read);
            if (Is<T, long>())
                return Give(NumberTypes.ToInt64(number), out read);
            if (Is<T, double>())
                return Give<double, T>(number, out read);
            if (Is<T, float>())
                return Give(NumberTypes.ToSingle(number), out read);
            if (Is<T, decimal>())
                return Give(NumberTypes.ToDecimal(number), out read);
        }
        read = default;
        return false;
    }

    private static bool Is<T, TPrimitive>()
        where TPrimitive : struct => typeof(T) == typeof(TPrimitive) || typeof(T) == typeof(TPrimitive?);

    /// <summary>Gives a primitive as itself or its nullable form, which the type is.</summary>
    private static bool Give<TPrimitive, T>(TPrimitive? primitive, [MaybeNullWhen(false)] out T read)
        where TPrimitive : struct
    {
        if (primitive is not { } content)
        {
            read = default;
            return false;
        }
#if NET
        read = typeof(T) == typeof(TPrimitive) ? Unsafe.As<TPrimitive, T>(ref content) : Unsafe.As<TPrimitive?, T>(ref primitive);
#else
        read = (T)(object)content;
#endif
        return true;
    }
}
