using System.Collections;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>ECMAScript's text, numbers, case and JSON; every expected value is what Node 20 gives.</summary>
public class EcmaTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-17.0, "-17")]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(123456789012345680000.0, "123456789012345680000")]
    [InlineData(1.25e22, "1.25e+22")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(-1.5e-300, "-1.5e-300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(2147483648.0, "2147483648")]
    [InlineData(-2147483649.0, "-2147483649")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Numbers_as_text(double number, string text)
    {
        foreach (var culture in UnderCulturesAttribute.Names)
        {
            using var here = new CultureScope(culture);
            Assert.Equal((text, "0"), (EcmaNumber.ToText(number), EcmaNumber.ToText(-0.0)));
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \t\n\v\f\r\u00A0\uFEFF\u2028\u2029\u3000", 0)]
    [InlineData(" 12 ", 12)]
    [InlineData("1.", 1)]
    [InlineData(".5", 0.5)]
    [InlineData("+1.5e+3", 1500)]
    [InlineData("-1E-2", -0.01)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("+Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("-1e400", double.NegativeInfinity)]
    [InlineData("0x1F", 31)]
    [InlineData("0Xaf", 175)]
    [InlineData("0o17", 15)]
    [InlineData("0B101", 5)]
    [InlineData("0x", double.NaN)]
    [InlineData("0xg", double.NaN)]
    [InlineData("0b2", double.NaN)]
    [InlineData("0o8", double.NaN)]
    [InlineData("-0x1", double.NaN)]
    [InlineData("010", 10)]
    [InlineData("1e", double.NaN)]
    [InlineData("1e+", double.NaN)]
    [InlineData("1e-5x", double.NaN)]
    [InlineData(".", double.NaN)]
    [InlineData("+", double.NaN)]
    [InlineData("1,5", double.NaN)]
    [InlineData("1_000", double.NaN)]
    [InlineData("infinity", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("\u0661", double.NaN)]
    [InlineData("1\u0085", double.NaN)]
    [InlineData("\u180e1", double.NaN)]
    public void Text_as_numbers(string text, double number)
    {
        foreach (var culture in UnderCulturesAttribute.Names)
        {
            using var here = new CultureScope(culture);
            Assert.Equal(number, EcmaNumber.Parse(text));
        }
    }

    [Theory]
    [InlineData("ABC", "abc")]
    [InlineData("abc", "abc")]
    [InlineData("I", "i")]
    [InlineData("\u0130", "i\u0307")]
    [InlineData("\u0130\u0130X", "i\u0307i\u0307x")]
    [InlineData("\u03A3", "\u03C3")]
    [InlineData("A\u03A3", "a\u03C2")]
    [InlineData("A\u03A3B", "a\u03C3b")]
    [InlineData("A\u03A3 B", "a\u03C2 b")]
    [InlineData("A\u0301\u03A3", "a\u0301\u03C2")]
    [InlineData("A\u03A3\u0301", "a\u03C2\u0301")]
    [InlineData("A\u03A3.B", "a\u03C3.b")]
    [InlineData(".\u03A3", ".\u03C3")]
    [InlineData("1\u03A3", "1\u03C3")]
    [InlineData("\ud835\udc00\u03A3", "\ud835\udc00\u03C2")]
    [InlineData("A\u03A3\ud835\udc00", "a\u03C3\ud835\udc00")]
    [InlineData("A\u03A3\ud83d\ude00", "a\u03C2\ud83d\ude00")]
    [InlineData("A\ud834\udd67\u03A3", "a\ud834\udd67\u03C2")]
    [InlineData("A\u03A3\ud834\udd67B", "a\u03C3\ud834\udd67b")]
    [InlineData("A\u03A3\ud800", "a\u03C2\ud800")]
    [InlineData("\u00C4\u00D6", "\u00E4\u00F6")]
    public void Lower_case(string text, string lower)
    {
        foreach (var culture in UnderCulturesAttribute.Names)
        {
            using var here = new CultureScope(culture);
            Assert.Equal(lower, EcmaCase.ToLower(text));
        }
    }

    [Fact]
    public void Json_text_escapes_what_it_must_and_nothing_else()
    {
        const string text = "\"\\\b\t\n\f\r\u0000\u001f\u007f\u2028/<é\ud83d\ude00\ud800";
        const string json = "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028/<é\ud83d\ude00\\ud800\"";
        Assert.Equal(json, new Value.String(text).ToJson());
        Assert.Equal(text, Given.Value(json));
        Assert.Equal("/", Given.Value("\"\\/\""));
    }

    [Fact]
    public void Objects_keep_ecmascripts_order_and_find_members_among_many()
    {
        Assert.Equal("""{"0":1,"2":2,"10":3,"b":4,"01":5,"a":6,"4294967295":7,"-1":8}""", Given.Value("""{"b":4,"10":3,"01":5,"a":6,"2":2,"0":1,"4294967295":7,"-1":8}""").ToJson());
        var many = Given.Object("{" + string.Join(",", Enumerable.Range(0, 40).Select(i => $"\"k{i}\":{i}")) + "}");
        Assert.Equal(39, many["k39"]);
        Assert.False(many.ContainsKey("k40"));
        Assert.True(many.TryGetValue("k1", out var one));
        Assert.Equal(1, one);
        Assert.Equal(many, new Value.Object(many.Reverse()));
        Assert.Equal(many.GetHashCode(), new Value.Object(many.Reverse()).GetHashCode());
        Assert.Equal(40, ((IEnumerable)many).Cast<object>().Count());
        Assert.Equal(41, many.With("k40", null).Count);
        Assert.False(many.Equals(null));
        Assert.NotEqual<Value>(many, many.With("k0", "x"));
        Assert.NotEqual<Value>(Given.Value("""{"a":1}"""), Given.Value("""{"b":1}"""));
        Assert.True(Value.Object.Empty.Count == 0);
    }

    [Fact]
    public void Arrays_are_lists()
    {
        var array = new Value.Array(new List<Value?> { 1, null, "x" });
        Assert.Equal("""[1,null,"x"]""", array.ToString());
        Assert.Equal(3, array.Count);
        Assert.True(((IEnumerable)array).GetEnumerator().MoveNext());
        Assert.Equal(3, array.ToImmutableArray().Length);
        Assert.Throws<IndexOutOfRangeException>(() => array[3]);
        Assert.False(array.Equals(null));
        Assert.Equal("", new Value.String(null).Content);
    }

    /// <summary>More than eight values make a hashed set, fewer a list; both find the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Sets_of_every_size_find_what_is_strictly_equal(int padding)
    {
        var more = string.Concat(Enumerable.Range(100, padding).Select(i => $",\"p{i}\""));
        var list = $$$"""["a","é","a","",1.5,true,null,[1],{"x":1}{{{more}}}]""";
        static string Json(string value) => $$$"""{"v":{{{value}}}}""";
        foreach (var (value, isIn) in new[]
        {
            ("\"a\"", true), ("\"é\"", true), ("\"\"", true), ("1.5", true), ("true", true), ("null", true), ("\"A\"", false), ("1", false), ("\"1.5\"", false), ("false", false),
            ("[1]", false), ("{\"x\":1}", false), ("[\"b\",\"a\"]", true), ("[[1]]", false), ("[]", false),
        })
        {
            Assert.Equal((value, isIn), (value, Given.Matches($$$"""{"v":{"$in":{{{list}}}}}""", Json(value))));
            Assert.Equal((value, !isIn), (value, Given.Matches($$$"""{"v":{"$nin":{{{list}}}}}""", Json(value))));
            Assert.Equal((value, isIn), (value, Given.Matches("""{"v":{"$inGroup":"g"}}""", Json(value), "{\"g\":" + list + "}")));
        }
        Assert.True(Given.Matches($$$"""{"v":{"$ini":{{{list.ToUpperInvariant().Replace("TRUE", "true", StringComparison.Ordinal).Replace("NULL", "null", StringComparison.Ordinal)}}}}}""", Json("\"a\"")));
        Assert.False(Given.Matches($$$"""{"v":{"$in":[false{{{more}}},1,2,3,4,5,6,7,8,9]}}""", Json("true")));
        Assert.True(Given.Matches($$$"""{"v":{"$in":[false{{{more}}},1,2,3,4,5,6,7,8,9]}}""", Json("false")));
        Assert.True(Given.Matches("""{"v":{"$in":["\u0061b",1,2,3,4,5,6,7,8,9]}}""", Json("\"ab\"")));
    }
}
