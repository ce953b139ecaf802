using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// The small pools that attributes, conditions and payloads all draw from, so that they nearly match each other, and
/// JSON values of any shape.
/// </summary>
public static class Values
{
    /// <summary>Strings that caused faults before: conversion, case, versions, UTF-16, paths.</summary>
    public static readonly string[] HardStrings =
    [
        "", " ", "0", "-0", "1", "10", " 12 ", "0x10", "1e3", "1e+21", "1e-7", ".5", "+5", "Infinity", "NaN", "true", "false", "null",
        "US", "us", "DE", "a", "A", "b", "aa", "İ", "i̇", "I", "ı", "ΑΣ", "ας", "ασ", "ß", "SS", "ẞ", "é", "É", "\U00010400", "\U00010428",
        "🙂", "\ud83d", "\ude42", "\ude42\ud83d", "\0", "a\nb", "\u2028", "\u00a012\ufeff", "\"\\", "1.2.3", "1.2.3-rc.1", "v1.2.4+b7", "1.10.0", "2.0", "2000.1", "10000.1-",
        "[object Object]", "1,2", "a,b", "constructor", "__proto__", "length",
    ];

    /// <summary>Numbers by their text: the ends of a double, where its text changes form, and numbers next to them.</summary>
    public static readonly string[] HardNumbers =
    [
        "0", "-0", "1", "-1", "1.0", "2", "10", "12", "16", "1.5", "-1.5", "0.1", "0.30000000000000004", "1e3", "1E+3", "1e21", "1e20", "123456789012345680000",
        "1e-6", "1e-7", "9007199254740991", "9007199254740993", "4294967295", "2147483648", "-2147483648", "5e-324", "2.2250738585072014e-308",
        "1.7976931348623157e308", "5.684341886080802e-14", "4.35", "1e400", "-1e400",
    ];

    public static readonly string[] Names =
        ["id", "country", "age", "premium", "tags", "device", "version", "ü", "constructor", "0", "a.b", ""];

    /// <summary>The value that the library reads from the JSON text.</summary>
    public static Value Parse(Json json) => Attributes.Parse(Json.Of(("it", json)).ToString()).Value["it"];

    public static Gen<string> HardString => Gen.Frequency(
        (6, Gen.Elements(HardStrings)),
        (1, Gen.Elements(HardStrings).Zip(Gen.Elements(HardStrings), string.Concat)),
        (1, CodeUnit.ArrayOf().Select(units => new string(units))));

    public static Gen<Json> Text => HardString.Select(text => (Json)text);

    public static Gen<Json> Number => Gen.Frequency(
        (5, Gen.Elements(HardNumbers).Select(digits => (Json)new Json.Number(digits))),
        (2, Gen.Choose(-20, 20).Select(number => (Json)number)),
        (1, AnyDouble.Select(number => (Json)new Json.Number(number.ToString("R", CultureInfo.InvariantCulture)))));

    public static Gen<Json> FiniteNumber => Number.Where(number => !number.ToString().EndsWith("e400", StringComparison.Ordinal));

    /// <summary>Doubles of all magnitudes, by their bits.</summary>
    public static Gen<double> AnyDouble =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        let number = BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low)
        select double.IsFinite(number) ? number : high;

    public static Gen<Json> Flag => Gen.Elements(Json.True, Json.False);

    public static Gen<Json> Scalar => Gen.Frequency((5, Text), (4, Number), (2, Flag), (1, Gen.Constant(Json.Nothing)));

    /// <summary>Any JSON value, nested less the smaller the size.</summary>
    public static Gen<Json> Any => Gen.Sized(size => Nested(Scalar, Math.Min(size / 8, 4)));

    /// <summary>Any JSON value without numbers beyond a double, whose JSON text is not their own.</summary>
    public static Gen<Json> AnyFinite => Gen.Sized(size => Nested(
        Gen.Frequency((5, Text), (4, FiniteNumber), (2, Flag), (1, Gen.Constant(Json.Nothing))), Math.Min(size / 8, 4)));

    /// <summary>An object of any members, some of them with the same name.</summary>
    public static Gen<Json.Object> AnyObject => Gen.Sized(size => Members(Nested(Scalar, Math.Min(size / 8, 3))));

    public static Gen<T> Sometimes<T>(int percent, Gen<T> gen, T otherwise) =>
        Gen.Frequency((percent, gen), (100 - percent, Gen.Constant(otherwise)));

    /// <summary>A list of up to <paramref name="most"/> elements.</summary>
    public static Gen<List<T>> UpTo<T>(int most, Gen<T> gen) =>
        from count in Gen.Choose(0, most)
        from items in gen.ListOf(count)
        select items.ToList();

    private static Gen<char> CodeUnit => Gen.OneOf(
        Gen.Choose(0, 0x7f), Gen.Choose(0x80, 0x4ff), Gen.Choose(0xd800, 0xdfff), Gen.Choose(0, 0xffff)).Select(unit => (char)unit);

    private static Gen<Json> Nested(Gen<Json> scalar, int depth) => depth == 0 ? scalar : Gen.Frequency(
        (3, scalar),
        (1, UpTo(4, Nested(scalar, depth - 1)).Select(items => (Json)new Json.List(items))),
        (1, Members(Nested(scalar, depth - 1)).Select(members => (Json)members)));

    private static Gen<Json.Object> Members(Gen<Json> value) => UpTo(
        5, Gen.OneOf(Gen.Elements(Names), HardString, Gen.Choose(0, 12).Select(i => i.ToString(CultureInfo.InvariantCulture)))
            .Zip(value, (name, item) => (name, item)))
        .Select(members => new Json.Object(members));
}
