using System.Globalization;
using System.Numerics;
using System.Text;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>A .NET scalar has the same JSON value by implicit conversion, in a dictionary and as a property, in any culture.</summary>
public sealed class ScalarTests
{
    private const long Limit = 1L << 53;

    /// <summary>The instant of each time, written by hand in ECMAScript's form.</summary>
    [Theory]
    [UnderCultures]
    public void Dates_have_the_text_of_ECMAScripts_JSON(string culture)
    {
        using var here = new CultureScope(culture);
        Same("2026-02-03T04:05:06.000Z", new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc), value => value);
        Same("2026-02-03T04:05:06.000Z", new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Unspecified), value => value);
        Same("2026-02-03T04:05:06.007Z", new DateTime(2026, 2, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(9_999), value => value);
        Same("2026-02-03T04:05:06.000Z", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), value => value);
        Same("2026-02-03T04:05:06.120Z", new DateTimeOffset(2026, 2, 3, 9, 35, 6, 120, TimeSpan.FromHours(5.5)), value => value);
        Same("2026-02-02T23:00:00.000Z", new DateTimeOffset(2026, 2, 3, 4, 0, 0, TimeSpan.FromHours(5)), value => value);
        Same("0001-01-01T00:00:00.000Z", DateTime.MinValue, value => value);
        Same("2012-03-04", new DateOnly(2012, 3, 4), value => Value.From(value));
        Same("04:05:06", new TimeOnly(4, 5, 6), value => Value.From(value));
        Same("04:05:06.0070000", new TimeOnly(4, 5, 6, 7), value => Value.From(value));
        Same("-1.02:03:04.5000000", new TimeSpan(1, 2, 3, 4, 500).Negate(), value => value);
    }

    /// <summary>The instant of a local time is found by its distance to UTC, which a test can compute in whatever zone it runs.</summary>
    [Theory]
    [InlineData(2026, 2)]
    [InlineData(2026, 8)]
    public void A_local_time_is_converted_to_UTC(int year, int month)
    {
        var instant = new DateTime(year, month, 3, 4, 5, 6, DateTimeKind.Utc);
        Same($"{year}-0{month}-03T04:05:06.000Z", instant.ToLocalTime(), value => value);
    }

    [Theory]
    [UnderCultures]
    public void Texts(string culture)
    {
        using var here = new CultureScope(culture);
        Same("0a0b0c0d-0001-0002-0003-000000000004", new Guid("0a0b0c0d-0001-0002-0003-000000000004"), value => value);
        Same("1.2.3", new Version(1, 2, 3), value => value);
        Same("c", 'c', value => value);
        Same("https://a.example/%7Eb", new Uri("https://a.example/%7Eb"), Value.From);
        Same("../c?d", new Uri("../c?d", UriKind.Relative), Value.From);
        Same("text", "xtext".AsMemory(1), value => Value.From(value));
        Same("text", new Memory<char>([.. "text"]), value => Value.From(value));
        Same("text", new StringBuilder("text"), Value.From);
        Same("AQIDBA==", new byte[] { 1, 2, 3, 4 }, Value.From);
        Same("AQI=", new ReadOnlyMemory<byte>([1, 2]), value => Value.From(value));
        Same("AQI=", new Memory<byte>([1, 2]), value => Value.From(value));
        Assert.Same(Value.Null.Instance, (Value)(Version?)null);
        Assert.Same(Value.Null.Instance, Value.From(DBNull.Value));
        Assert.Same(Value.Null.Instance, Value.From((int?)null));
        Same(5, (int?)5, value => Value.From(value));
    }

    [Theory]
    [UnderCultures]
    public void Enums_are_their_names_and_numbers_without_a_name(string culture)
    {
        using var here = new CultureScope(culture);
        Same("Wednesday", DayOfWeek.Wednesday, value => Value.From(value));
        Same("Static, Public", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public, value => Value.From(value));
        Same(77, (DayOfWeek)77, value => Value.From(value));
        Same(-7, (DayOfWeek)(-7), value => Value.From(value));
    }

    [Theory]
    [UnderCultures]
    public void Numbers(string culture)
    {
        using var here = new CultureScope(culture);
        Same(-1, (sbyte)-1, value => value);
        Same(1, (byte)1, value => value);
        Same(-2, (short)-2, value => value);
        Same(2, (ushort)2, value => value);
        Same(3, 3, value => value);
        Same(4_000_000_000.0, 4_000_000_000u, value => value);
        Same(5, 5L, value => value);
        Same(6, 6UL, value => value);
        Same(7, (nint)7, value => value);
        Same(8, (nuint)8, value => value);
        Same(1.5, 1.5, value => value);
        Same(0.1, 0.1f, value => value);
        Same(1e20, 1e20f, value => value);
        Same(0.1, (Half)0.1f, value => Value.From(value));
        Same(0.1, 0.1m, value => value);
        Same(0.1, 0.10m, value => value);
        Same(79228162514264.337593543950335, 79228162514264.337593543950335m, value => value);
        Same(9, (Int128)9, value => Value.From(value));
        Same(10, (UInt128)10, value => Value.From(value));
        Same(-11, new BigInteger(-11), value => value);
        Assert.True(double.IsNaN(((Value.Number)(Value)float.NaN).Content));
        Assert.True(double.IsPositiveInfinity(((Value.Number)Value.From(Half.PositiveInfinity)).Content));
    }

    /// <summary>A double above 2^53 has other digits than the integer, so that two users would share a bucket.</summary>
    [Fact]
    public void Integers_beyond_two_to_53_are_the_text_of_their_digits()
    {
        Same(9007199254740992.0, Limit, value => value);
        Same(-9007199254740992.0, -Limit, value => value);
        Same("9007199254740993", Limit + 1, value => value);
        Same("-9007199254740993", -Limit - 1, value => value);
        Same("9223372036854775807", long.MaxValue, value => value);
        Same("-9223372036854775808", long.MinValue, value => value);
        Same("18446744073709551615", ulong.MaxValue, value => value);
        Same(9007199254740992.0, (ulong)Limit, value => value);
        Same("9007199254740993", (decimal)Limit + 1, value => value);
        Same("9007199254740993", 9007199254740993.00m, value => value);
        Same(9007199254740992.0, (decimal)Limit, value => value);
        Same("79228162514264337593543950335", decimal.MaxValue, value => value);
        Same("170141183460469231731687303715884105727", Int128.MaxValue, value => Value.From(value));
        Same("340282366920938463463374607431768211455", UInt128.MaxValue, value => Value.From(value));
        Same("100000000000000000000000000000000000000001", BigInteger.Pow(10, 41) + 1, value => value);
        Same("9223372036854775807", nint.MaxValue, value => value);
    }

    [Fact]
    public void Large_ids_hash_and_compare_as_their_digits()
    {
        var context = new Context(Payload.Empty, new Attributes { ["id"] = 9007199254740993L });
        var (result, _) = Evaluator.RunExperiment(context, new Experiment("e", 0, 1));
        Assert.Equal(Hashing.Hash("e", "9007199254740993", 1), result.Bucket);
        Assert.NotEqual(Hashing.Hash("e", "9007199254740992", 1), result.Bucket);
        Assert.True(Evaluator.EvalCondition(context, Given.Condition("""{"id":"9007199254740993"}""")));
        Assert.True(Evaluator.EvalCondition(context, Given.Condition("""{"id":{"$in":["9007199254740993"]}}""")));
        Assert.False(Evaluator.EvalCondition(context, Given.Condition("""{"id":"9007199254740992"}""")));
        Assert.True(Evaluator.EvalCondition(context, Given.Condition("""{"id":{"$gt":1}}""")));
    }

#if !PURE_NETSTANDARD
    [Fact]
    public void Types_that_netstandard_lacks_are_converted_implicitly()
    {
        Same("2012-03-04", new DateOnly(2012, 3, 4), value => value);
        Same("04:05:06", new TimeOnly(4, 5, 6), value => value);
        Same(0.1, (Half)0.1f, value => value);
        Same(9, (Int128)9, value => value);
        Same(10, (UInt128)10, value => value);
    }
#endif

    private static void Same<T>(Value expected, T source, Func<T, Value> convert)
    {
        var culture = CultureInfo.CurrentCulture.Name;
        Assert.Equal((culture, expected), (culture, convert(source)));
        Assert.Equal((culture, expected), (culture, Value.From(source)));
        Assert.Equal((culture, expected), (culture, Attributes.From([new KeyValuePair<string, object?>("x", source)])["x"]));
        Assert.Equal((culture, expected), (culture, Attributes.From([new KeyValuePair<string, T>("x", source)])["x"]));
        Assert.Equal((culture, expected), (culture, Attributes.FromObject(new { x = source })["x"]));
        Assert.Equal((culture, expected), (culture, Attributes.FromObject(new { x = source }, new System.Text.Json.JsonSerializerOptions())["x"]));
        Assert.Equal((culture, expected), (culture, Attributes.From([new KeyValuePair<string, object?>("o", new { x = source })])["o"] is Value.Object inner ? inner["x"] : "none"));
    }
}
