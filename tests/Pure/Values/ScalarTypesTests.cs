using System.Numerics;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>The table of types that a feature's value is read as without reflection: exact, in range, and of one kind.</summary>
public sealed class ScalarTypesTests
{
    [Theory]
    [UnderCultures]
    public void A_value_that_fits_is_read_exactly(string culture)
    {
        using var here = new CultureScope(culture);
        Fits("1234567890123456", 1234567890123456m);
        Fits("1152921504606846976", 1152921504606846976m);
        Fits("1152921504606846976", 1152921504606846976L);
        Fits("1e+22", 10000000000000000000000m);
        Fits("0.1234567890123456", 0.1234567890123456m);
        Fits("-0.1", -0.1m);
        Fits("-128", sbyte.MinValue);
        Fits("255", byte.MaxValue);
        Fits("-32768", short.MinValue);
        Fits("65535", ushort.MaxValue);
        Fits("4294967295", uint.MaxValue);
        Fits("-9223372036854775808", long.MinValue);
        Fits("18446744073709549568", 18446744073709549568UL);
        Fits("-9007199254740992", unchecked((nint)(-9007199254740992)));
        Fits("18446744073709549568", unchecked((nuint)18446744073709549568));
        Fits("[1]", new nint[] { 1 });
        Fits("1e+20", new BigInteger(100000000000000000000m));
        Fits("0.5", 0.5f);
        Fits("3.4028234663852886e+38", float.MaxValue);
        Fits("\"c\"", 'c');
        Fits("\"2026-02-03\"", new DateTime(2026, 2, 3));
        Fits("\"2026-02-03T04:05:06.007Z\"", new DateTime(2026, 2, 3, 4, 5, 6, 7, DateTimeKind.Utc));
        Fits("\"2026-02-03T04:05:06+05:00\"", new DateTime(2026, 2, 2, 23, 5, 6, DateTimeKind.Utc));
        Fits("\"2026-02-03T04:05:06\"", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
        Fits("\"2026-02-03T04:05:06+05:00\"", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(5)));
        Fits("\"1.02:03:04\"", new TimeSpan(1, 2, 3, 4));
        Fits("\"0a0b0c0d-0001-0002-0003-000000000004\"", new Guid("0a0b0c0d-0001-0002-0003-000000000004"));
        Fits("\"1.2.3\"", new Version(1, 2, 3));
        Fits("\"https://a.example/\"", new Uri("https://a.example/"));
        Fits("\"../a\"", new Uri("../a", UriKind.Relative));
        Fits("\"Friday\"", DayOfWeek.Friday);
        Fits("\"friday\"", DayOfWeek.Friday);
        Fits("5", DayOfWeek.Friday);
        Fits("\"Alt, shift\"", ConsoleModifiers.Alt | ConsoleModifiers.Shift);
        Fits("3", ConsoleModifiers.Alt | ConsoleModifiers.Shift);
        Fits("-1", Signed.Minus);
        Fits("[1,2]", new[] { 1, 2 });
        Fits("[]", Array.Empty<int>());
        Fits("[1,null]", new int?[] { 1, null });
        Fits("[[1],[]]", new[] { new[] { 1 }, [] });
        Fits("[\"Friday\"]", new[] { DayOfWeek.Friday });
        Fits("[1,null]", new Value[] { 1, Value.Null.Instance });
        Fits("\"AQI=\"", new byte[] { 1, 2 });
#if !PURE_NETSTANDARD
        Fits("0.5", (Half)0.5);
        Fits("-1", (Int128)(-1));
        Fits("1e+30", (UInt128)new BigInteger(1e30));
        Fits("\"2012-03-04\"", new DateOnly(2012, 3, 4));
        Fits("\"04:05:06\"", new TimeOnly(4, 5, 6));
        Fits("\"04:05:06.0070000\"", new TimeOnly(4, 5, 6, 7));
#endif
    }

    public static TheoryData<Type, string> Scalars() => new()
    {
        { typeof(bool), "true" }, { typeof(sbyte), "-1" }, { typeof(byte), "1" }, { typeof(short), "-1" }, { typeof(ushort), "1" },
        { typeof(int), "-1" }, { typeof(uint), "1" }, { typeof(long), "-1" }, { typeof(ulong), "1" }, { typeof(float), "0.5" },
        { typeof(double), "0.5" }, { typeof(decimal), "1.25" }, { typeof(BigInteger), "3" }, { typeof(char), "\"c\"" },
        { typeof(DateTime), "\"2026-02-03\"" }, { typeof(DateTimeOffset), "\"2026-02-03T04:05:06Z\"" }, { typeof(TimeSpan), "\"01:02:03\"" },
        { typeof(Guid), "\"0a0b0c0d-0001-0002-0003-000000000004\"" }, { typeof(DayOfWeek), "\"Friday\"" }, { typeof(ConsoleModifiers), "\"Alt, Shift\"" },
#if !PURE_NETSTANDARD
        { typeof(Half), "0.5" }, { typeof(Int128), "-1" }, { typeof(UInt128), "1" }, { typeof(DateOnly), "\"2012-03-04\"" }, { typeof(TimeOnly), "\"04:05:06\"" },
#endif
    };

    /// <summary>A scalar alone, and the same as the member of an object and the element of a list.</summary>
    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_scalar_is_read_the_same_in_every_place(Type type, string json)
    {
        var check = typeof(ScalarTypesTests).GetMethod(nameof(IsReadInEveryPlace), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
        check.MakeGenericMethod(type).Invoke(null, [json]);
    }

    private static void IsReadInEveryPlace<T>(string json)
        where T : struct
    {
        var expected = ValueOr<T>(json);
        Assert.NotEqual(default, expected);
        Assert.Equal(expected, ValueOr<T?>(json));
        if (typeof(T) != typeof(byte)) // a text in base64
            Assert.Equal([expected], ValueOr<T[]>($"[{json}]"));
        Assert.Equal([expected, null], ValueOr<T?[]>($"[{json},null]"));
        Assert.Equal([expected], ValueOr<List<T>>($"[{json}]"));
        Assert.Equal([expected, null], ValueOr<List<T?>>($"[{json},null]"));
        Assert.Equal(expected, ValueOr<Member<T>>($"{{\"item\":{json}}}").Item);
        Assert.Equal(expected, ValueOr<Member<T?>>($"{{\"item\":{json}}}").Item);
        Assert.Null(ValueOr<Member<T?>>("{\"item\":null}").Item);
        Assert.Equal(expected, ValueOr<Dictionary<string, T>>($"{{\"a\":{json}}}")["a"]);
        Assert.Equal(expected, ValueOr<Dictionary<string, T?>>($"{{\"a\":{json}}}")["a"]);
        if (typeof(T) == typeof(BigInteger))
            return; // System.Text.Json knows no keys of this type
        var name = json.StartsWith('"') ? json : $"\"{json}\"";
        Assert.Equal("x", ValueOr<Dictionary<T, string>>($"{{{name}:\"x\"}}")[expected]);
    }

    [Fact]
    public void A_key_that_does_not_fit_gives_the_fallback()
    {
        Assert.Contains("Someday", Misfit<Dictionary<DayOfWeek, int>>("""{"Someday":1}"""), StringComparison.Ordinal);
        Assert.Contains("one", Misfit<Dictionary<decimal, int>>("""{"one":1}"""), StringComparison.Ordinal);
    }

    private sealed record Member<T>(T Item);

    private static T ValueOr<T>(string json)
    {
        var value = Result(json).ValueOr<T>(default!, out var error);
        Assert.Null(error);
        return value;
    }

    private static string Misfit<T>(string json)
    {
        _ = Result(json).ValueOr<T>(default!, out var error);
        return Assert.IsType<PayloadError>(error).Message;
    }

    [Fact]
    public void A_value_of_another_kind_range_or_precision_gives_the_fallback_and_the_reason()
    {
        string[] nothing = ["true", "{}", "[1]", "\"3\"", "\"\"", "1.5", "1e+300"];
        foreach (var json in nothing)
        {
            DoesNotFit(json, (sbyte)7);
            DoesNotFit(json, (byte)7);
            DoesNotFit(json, (short)7);
            DoesNotFit(json, (ushort)7);
            DoesNotFit(json, 7);
            DoesNotFit(json, 7u);
            DoesNotFit(json, 7L);
            DoesNotFit(json, 7UL);
            DoesNotFit(json, (nint)7);
            DoesNotFit(json, (nuint)7);
            DoesNotFit(json, DayOfWeek.Friday);
            DoesNotFit(json, Guid.Empty);
            DoesNotFit(json, DateTime.MinValue);
            DoesNotFit(json, DateTimeOffset.MinValue);
            DoesNotFit(json, TimeSpan.FromSeconds(7));
            DoesNotFit(json, new[] { "7" });
#if !PURE_NETSTANDARD
            DoesNotFit(json, (Int128)7);
            DoesNotFit(json, (UInt128)7);
            DoesNotFit(json, new DateOnly(2000, 1, 1));
            DoesNotFit(json, new TimeOnly(1, 1));
#endif
        }
        foreach (var json in nothing.Except(["1.5"]))
        {
            DoesNotFit(json, 7f);
            DoesNotFit(json, 7m);
#if !PURE_NETSTANDARD
            DoesNotFit(json, (Half)7);
#endif
        }
        foreach (var json in nothing.Except(["\"3\"", "\"\""]))
        {
            DoesNotFit(json, "7");
            DoesNotFit(json, new Uri("https://a.example/"));
            DoesNotFit(json, new byte[] { 7 });
        }
        DoesNotFit("128", (sbyte)7);
        DoesNotFit("-1", (byte)7);
        DoesNotFit("256", (byte)7);
        DoesNotFit("32768", (short)7);
        DoesNotFit("-1", 7u);
        DoesNotFit("18446744073709551616", 7UL);
        DoesNotFit("9223372036854775808", (nint)7);
        DoesNotFit("-1", (nuint)7);
        DoesNotFit("1.2345678901234567e-20", 7m);
        DoesNotFit("79228162514264337593543950336", 7m);
        DoesNotFit("1e+39", 7f);
        DoesNotFit("7", DayOfWeek.Friday);
        DoesNotFit("300", ByteSized.One);
        DoesNotFit("\"5\"", DayOfWeek.Friday);
        DoesNotFit("\" 5\"", DayOfWeek.Friday);
        DoesNotFit("\"-1\"", Signed.Minus);
        DoesNotFit("-2", Signed.Minus);
        DoesNotFit("\"cc\"", 'c');
        DoesNotFit("\"1,2\"", new Version(1, 2));
        DoesNotFit("\"%\"", new byte[] { 7 });
        DoesNotFit("\"http://[\"", new Uri("https://a.example/"));
        DoesNotFit("[1,null]", new[] { 7 });
        DoesNotFit("[1,1.5]", new[] { 7 });
        DoesNotFit("[1,2]", new byte[] { 7 });
        DoesNotFit("[[1,\"2\"]]", new[] { new[] { 7 } });
        DoesNotFit("[1]", new int[1, 1]);
    }

    /// <summary>Members of objects are read by the same table.</summary>
    [Fact]
    public void Members_of_records_are_read_as_values_are()
    {
        var fallback = new Offer(DayOfWeek.Monday, 7, DateTime.MinValue);
        Fits("""{"day":"friday","price":0.1,"until":"2026-02-03T04:05:06+05:00"}""", new Offer(DayOfWeek.Friday, 0.1m, new DateTime(2026, 2, 2, 23, 5, 6, DateTimeKind.Utc)));
        DoesNotFit("""{"day":"5","price":1,"until":"2026-02-03"}""", fallback);
        DoesNotFit("""{"day":5,"price":"1","until":"2026-02-03"}""", fallback);
        DoesNotFit("""{"day":5,"price":1,"until":"tomorrow"}""", fallback);
        DoesNotFit("""{"day":null,"price":1,"until":"2026-02-03"}""", fallback);
        Fits("""{"size":1}""", new Box(1));
        DoesNotFit("""{"size":"1"}""", new Box(7));
        Fits("""{"mood":"HAPPY"}""", new Custom(CustomMood.Happy));
    }

    [Fact]
    public void Missing_members_that_a_type_requires_and_null_where_it_allows_none_give_the_fallback()
    {
        DoesNotFit("""{"text":"x"}""", new Api.Banner("f", 7));
        DoesNotFit("""{"size":1}""", new Api.Banner("f", 7));
        DoesNotFit("""{"text":null,"size":1}""", new Api.Banner("f", 7));
        Fits("""{"text":"x","size":1,"ratio":null}""", new Api.Banner("x", 1));
        DoesNotFit("{}", new Required { Name = "f" });
        DoesNotFit("""{"name":null}""", new Required { Name = "f" });
        Fits("""{"name":"x","note":null}""", new Required { Name = "x" });
        Fits("""{"name":"x"}""", new Required { Name = "x" });
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    private static void Fits<T>(T expected, string json, T fallback)
    {
        var actual = Result(json).ValueOr(fallback, out var error);
        Assert.Null(error);
        Assert.Equal((json, expected), (json, actual));
        if (expected is DateTime date)
            Assert.Equal(date.Kind, ((DateTime)(object)actual!).Kind);
    }

    private static void Fits<T>(string json, T expected)
    {
        if (expected is Array array)
            Assert.Equal(array, (Array?)(object?)Result(json).ValueOr<T>(default!));
        else
            Fits(expected, json, default!);
    }

    private static void DoesNotFit<T>(string json, T fallback)
    {
        Assert.Equal((json, fallback), (json, Result(json).ValueOr(fallback, out var error)));
        Assert.EndsWith("; the fallback is used", error!.Message, StringComparison.Ordinal);
    }

    private enum Signed
    {
        Minus = -1,
        Zero,
    }

    private enum ByteSized : byte
    {
        One = 1,
    }

    [System.Text.Json.Serialization.JsonConverter(typeof(Mapped))]
    private enum CustomMood
    {
        Sad,
        Happy,
    }

    private sealed class Mapped() : System.Text.Json.Serialization.JsonStringEnumConverter<CustomMood>(System.Text.Json.JsonNamingPolicy.SnakeCaseUpper);

    private sealed record Offer(DayOfWeek Day, decimal Price, DateTime Until);

    private sealed record Box(int Size);

    private sealed record Custom(CustomMood Mood);

    private sealed record Required
    {
        public required string Name { get; init; }

        public string? Note { get; init; }
    }
}
