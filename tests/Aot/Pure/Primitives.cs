using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using GrowthBook;

/// <summary>Checks the conversions between JSON and primitive types of .NET in both directions. A native program has no reflection-based JSON.</summary>
internal static class Primitives
{
    private enum Size
    {
        Small = 1,
        Large,
    }

    private enum Renamed
    {
        None,

        [JsonStringEnumMemberName("two-words")]
        TwoWords,
    }

    [JsonConverter(typeof(SnakeCase))]
    private enum Snake
    {
        None,
        TwoWords,
    }

    private sealed class SnakeCase() : JsonStringEnumConverter<Snake>(JsonNamingPolicy.SnakeCaseLower);

    [JsonConverter(typeof(Letters))]
    private enum Letter
    {
        None,
        A,
    }

    private sealed class Letters : JsonConverter<Letter>
    {
        public override Letter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() == "a" ? Letter.A : Letter.None;

        public override void Write(Utf8JsonWriter writer, Letter value, JsonSerializerOptions options) => writer.WriteStringValue(value == Letter.A ? "a" : "");
    }

    [Flags]
    private enum Sides : byte
    {
        Left = 1,
        Right = 2,
    }

    /// <param name="check">Records a check by its name.</param>
    public static void Check(Action<string, bool> check)
    {
        // Each type: the value, and its JSON as an attribute, which a feature's value has too.
        Both(check, true, "true");
        Both(check, "a", "\"a\"");
        Both(check, 'c', "\"c\"");
        Both(check, sbyte.MinValue, "-128");
        Both(check, byte.MaxValue, "255");
        Both(check, short.MinValue, "-32768");
        Both(check, ushort.MaxValue, "65535");
        Both(check, int.MinValue, "-2147483648");
        Both(check, uint.MaxValue, "4294967295");
        Both(check, 1L << 53, "9007199254740992");
        Both(check, 1UL << 53, "9007199254740992");
        Both(check, (nint)(-7), "-7");
        Both(check, (nuint)7, "7");
        Both(check, (Int128)(-7), "-7");
        Both(check, (UInt128)7, "7");
        Both(check, new BigInteger(7), "7");
        Both(check, (Half)0.5, "0.5");
        Both(check, 0.1f, "0.1");
        Both(check, 0.1, "0.1");
        Both(check, 1234567890123456m, "1234567890123456");
        Both(check, 0.1m, "0.1");
        Both(check, Size.Large, "\"Large\"");
        Both(check, Sides.Left | Sides.Right, "\"Left, Right\"");
        Both(check, Renamed.TwoWords, "\"two-words\"");
        IsRefused(check, Snake.TwoWords, "\"two_words\"");
        IsRefused(check, Letter.A, "\"a\"");
        Both(check, new DateTime(2026, 2, 3, 4, 5, 6, 7, DateTimeKind.Utc), "\"2026-02-03T04:05:06.007Z\"");
        Both(check, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), "\"2026-02-03T04:05:06.000Z\"");
        Both(check, new DateOnly(2012, 3, 4), "\"2012-03-04\"");
        Both(check, new TimeOnly(4, 5, 6), "\"04:05:06\"");
        Both(check, new TimeSpan(1, 2, 3, 4), "\"1.02:03:04\"");
        Both(check, new Guid("0a0b0c0d-0001-0002-0003-000000000004"), "\"0a0b0c0d-0001-0002-0003-000000000004\"");
        Both(check, new Version(1, 2, 3), "\"1.2.3\"");
        check("Uri is read and written", AnyType("\"https://a.example/\"", new Uri("https://b.example/"), out var fault).Host == "a.example" && fault is null && Written(new Uri("https://a.example/")) == "\"https://a.example/\"");
        Array(check, [1, 2], "[1,2]");
        Array(check, new byte[] { 1, 2 }, "\"AQI=\"");
        Array(check, new short[] { 1, -2 }, "[1,-2]");
        Array(check, new uint[] { 1, 2 }, "[1,2]");
        Array(check, new nint[] { 1, 2 }, "[1,2]");
        Array(check, new int?[] { 1, null }, "[1,null]");
        check("a null in a string array gives the fallback", AnyType<string[]>("[\"a\",null]", [], out var misfit) is [] && misfit is not null);
        Array(check, new[] { 0.1m }, "[0.1]");
        Array(check, new[] { Size.Small }, "[\"Small\"]");
        Array(check, new[] { Renamed.TwoWords }, "[\"two-words\"]");
        Array(check, new[] { new DateOnly(2012, 3, 4) }, "[\"2012-03-04\"]");
        Array(check, new[] { new TimeSpan(1, 2, 3, 4) }, "[\"1.02:03:04\"]");
        Array(check, new[] { Guid.Empty }, "[\"00000000-0000-0000-0000-000000000000\"]");
        check("a number of another enum is read by number", Result("2").ValueOr(Size.Small) == Size.Large);
        check("options without metadata give the fallback, and the mend is named", WithOptions("7", 1, new JsonSerializerOptions(), out var reason) == 1 && reason!.Message.Contains("use a JsonSerializerContext", StringComparison.Ordinal));
        check("options with metadata are used", WithOptions("""{"text":"hi","size":3}""", new Banner("", 0), new JsonSerializerOptions(AppJson.Default.Options), out reason) == new Banner("hi", 3) && reason is null);
        check("a nullable type is read", Result("7").ValueOr((short?)null) == 7);
        foreach (var json in new[] { "\"7\"", "1.5", "true", "{}", "[7]", "1e+300" })
        {
            check($"{json} is no short", Result(json).ValueOr((short)1, out var error) == 1 && error is not null);
            check($"{json} is no nint", Result(json).ValueOr((nint)1, out error) == 1 && error is not null);
            check($"{json} is no enum", Result(json).ValueOr(Size.Small, out error) == Size.Small && error is not null);
            check($"{json} is no Guid", Result(json).ValueOr(Guid.Empty, out error) == Guid.Empty && error is not null);
            check($"{json} is no DateOnly", Result(json).ValueOr(DateOnly.MinValue, out error) == DateOnly.MinValue && error is not null);
        }
        check("digits of a large id", Written(long.MaxValue) == "\"9223372036854775807\"" && Written(UInt128.MaxValue) == "\"340282366920938463463374607431768211455\"");
        check(
            "implicit conversions",
            new Attributes { ["a"] = (short)1, ["b"] = 2u, ["c"] = new TimeSpan(0, 1, 0), ["d"] = new DateOnly(2012, 3, 4), ["e"] = (Half)0.5, ["f"] = (Int128)6, ["g"] = Guid.Empty, ["h"] = 0.1m }
                .Equals(Attributes.Parse("""{"a":1,"b":2,"c":"00:01:00","d":"2012-03-04","e":0.5,"f":6,"g":"00000000-0000-0000-0000-000000000000","h":0.1}""").Value));
    }

    private static void Both<T>(Action<string, bool> check, T value, string json)
        where T : IComparable
    {
        check($"{typeof(T).Name} is written: {Written(value)}", Written(value) == json);
        check($"{typeof(T).Name} is read from {json}", Result(json).ValueOr(default(T)!, out var error) is { } read && read.Equals(value) && error is null);
    }

    /// <summary>An enum with a converter of its own is never read or written by another name than that of its JSON.</summary>
    private static void IsRefused<T>(Action<string, bool> check, T value, string json)
        where T : IComparable
    {
        check($"{typeof(T).Name} is not read from {json}, and the mend is named", Result(json).ValueOr(default(T)!, out var error)!.Equals(default(T)) && error!.Message.Contains("use a JsonSerializerContext", StringComparison.Ordinal));
        try
        {
            Written(value);
            check($"{typeof(T).Name} is not written", false);
        }
        catch (ArgumentException e)
        {
            check($"{typeof(T).Name} is not written: {e.Message}", e.Message.Contains("give the text that it writes", StringComparison.Ordinal));
        }
    }

    private static void Array<T>(Action<string, bool> check, T[] value, string json)
    {
        check($"{typeof(T).Name}[] is written: {Written(value)}", Written(value) == json);
        check($"{typeof(T).Name}[] is read from {json}", AnyType<T[]>(json, [], out var error).SequenceEqual(value) && error is null);
    }

    /// <summary>Reads any type; of those that need reflection, the fallback with the mend.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The fallback is expected.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The fallback is expected.")]
    public static T AnyType<T>(FeatureResult result, T fallback, out PayloadError? error) => result.ValueOr(fallback, out error);

    private static T AnyType<T>(string json, T fallback, out PayloadError? error) => AnyType(Result(json), fallback, out error);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The fallback is expected, or the options have metadata.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The fallback is expected, or the options have metadata.")]
    private static T WithOptions<T>(string json, T fallback, JsonSerializerOptions options, out PayloadError? error) => Result(json).ValueOr(fallback, out error, options);

    private static string Written(object value) =>
        Attributes.From([new KeyValuePair<string, object?>("a", value)])["a"].ToJson();

    private static FeatureResult Result(string json) => new(Value.Parse(json).Value!, FeatureResultSource.DefaultValue);
}
