#if !NET
using System.Globalization;
using System.Numerics;

namespace GrowthBook;

/// <summary>
/// Types that netstandard2.0 does not have and the running .NET may have, by their names. Their forms are those of the
/// other build.
/// </summary>
internal static class LaterTypes
{
    private const string NoFraction = ".0000000";

    public static bool Knows(Type type) =>
        type.FullName is "System.DateOnly" or "System.TimeOnly" or "System.Half" or "System.Int128" or "System.UInt128";

    public static Value? Of(object source) => source.GetType().FullName switch
    {
        "System.DateOnly" => Text(source, "O"),
        "System.TimeOnly" => Text(source, "O").Replace(NoFraction, ""),
        "System.Half" => EcmaNumber.Parse(Text(source, "R")),
        "System.Int128" or "System.UInt128" => ScalarNumber.Of(BigInteger.Parse(Text(source, "D"), CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static string Text(object source, string format) => ((IFormattable)source).ToString(format, CultureInfo.InvariantCulture);
}
#endif
