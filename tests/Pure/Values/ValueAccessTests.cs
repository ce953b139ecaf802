namespace GrowthBook.Pure.Tests.Values;

/// <summary>Values are read by kind, name and position without a pattern.</summary>
public sealed class ValueAccessTests
{
    private static readonly string[] kinds = ["null", "true", "false", "0", "-1", "1.5", "1e300", "\"\"", "\"3\"", "\"true\"", "[1]", "{\"a\":1}"];

    [Fact]
    public void A_text_is_read_without_quotes()
    {
        Assert.Equal("say \"hi\"", Given.Value("\"say \\\"hi\\\"\"").AsString());
        Assert.Equal("", Given.Value("\"\"").AsString());
        Assert.All(kinds.Where(json => json[0] != '"'), json => Assert.Null(Given.Value(json).AsString()));
    }

    [Fact]
    public void A_string_prints_as_its_text_and_other_values_as_JSON()
    {
        Value value = "say \"hi\"\n";
        Assert.Equal("say \"hi\"\n", value.ToString());
        Assert.Equal("value: say \"hi\"\n", $"value: {value}");
        Assert.Equal("a, 1, true, null", string.Join(", ", new Value.Array(["a", 1, true, Value.Null.Instance])));
        Assert.Equal("", Given.Value("\"\"").ToString());
        Assert.All(kinds.Where(json => json[0] != '"' && json != "1e300"), json => Assert.Equal(json, Given.Value(json).ToString()));
        Assert.Equal("[\"a\"]", Given.Value("[\"a\"]").ToString());
    }

    [Fact]
    public void The_JSON_of_a_string_has_quotes()
    {
        Assert.Equal("\"say \\\"hi\\\"\"", Given.Value("\"say \\\"hi\\\"\"").ToJson());
        Assert.All(kinds.Where(json => json != "1e300"), json => Assert.Equal(json, Given.Value(json).ToJson()));
    }

    [Fact]
    public void A_boolean_is_read_from_a_boolean_only()
    {
        Assert.True(Given.Value("true").AsBoolean());
        Assert.False(Given.Value("false").AsBoolean());
        Assert.All(kinds.Except(["true", "false"]), json => Assert.Null(Given.Value(json).AsBoolean()));
    }

    [Fact]
    public void A_number_is_read_where_it_fits_exactly()
    {
        Assert.Equal(int.MaxValue, Given.Value("2147483647").AsInt32());
        Assert.Equal(int.MinValue, Given.Value("-2147483648").AsInt32());
        Assert.Equal(2147483648, Given.Value("2147483648").AsInt64());
        Assert.Equal(long.MinValue, Given.Value("-9223372036854775808").AsInt64());
        Assert.Equal(9223372036854774784, Given.Value("9223372036854774784").AsInt64());
        Assert.Equal(1.5, Given.Value("1.5").AsDouble());
        Assert.Equal(1e300, Given.Value("1e300").AsDouble());
        Assert.Equal(0.1m, Given.Value("0.1").AsDecimal());
        Assert.Equal(1152921504606846976m, Given.Value("1152921504606846976").AsDecimal());
    }

    [Fact]
    public void A_number_that_does_not_fit_is_null()
    {
        Assert.All(["2147483648", "-2147483649", "1.5", "1e300"], json => Assert.Null(Given.Value(json).AsInt32()));
        Assert.All(["9223372036854775808", "-9223372036854777856", "1.5", "1e300"], json => Assert.Null(Given.Value(json).AsInt64()));
        Assert.All(["1e300", "79228162514264337593543950336", "1e-40"], json => Assert.Null(Given.Value(json).AsDecimal()));
        foreach (var json in kinds.Where(json => json[0] is not (>= '0' and <= '9' or '-')))
        {
            Assert.Null(Given.Value(json).AsInt32());
            Assert.Null(Given.Value(json).AsInt64());
            Assert.Null(Given.Value(json).AsDouble());
            Assert.Null(Given.Value(json).AsDecimal());
        }
    }

    [Fact]
    public void Readers_of_a_kind_agree_with_ValueOr()
    {
        string[] limits = ["2147483648", "-9223372036854775808", "9223372036854775808", "79228162514264337593543950336", "0.30000000000000004"];
        foreach (var json in kinds.Concat(limits))
        {
            var (value, result) = (Given.Value(json), Evaluator.EvalFeature(Given.Features($$$"""{"f":{"defaultValue":{{{json}}},"rules":[{"condition":{"none":1},"force":[]}]}}"""), "f").Result);
            Assert.Equal(result.ValueOr<string?>(null), value.AsString());
            Assert.Equal(result.ValueOr<bool?>(null), value.AsBoolean());
            Assert.Equal(result.ValueOr<int?>(null), value.AsInt32());
            Assert.Equal(result.ValueOr<long?>(null), value.AsInt64());
            Assert.Equal(result.ValueOr<double?>(null), value.AsDouble());
            Assert.Equal(result.ValueOr<decimal?>(null), value.AsDecimal());
        }
    }

    [Fact]
    public void Members_and_elements_are_read_in_any_depth()
    {
        var value = Given.Value("""{"a":[{"b":"x"},7],"c.d":1}""");

        Assert.Equal("x", value["a"][0]["b"].AsString());
        Assert.Equal(7, value["a"][1].AsInt32());
        Assert.Equal(1, value["c.d"].AsInt32());
    }

    [Fact]
    public void A_missing_member_or_element_is_null()
    {
        Value[] missing =
        [
            Given.Value("""{"a":1}""")["b"], Given.Value("""{"a":1}""")["A"], Given.Value("""{"a":1}""")[""], Given.Value("""{"0":1}""")[0], Given.Value("[1]")["0"],
            Given.Value("[1]")[1], Given.Value("[1]")[-1], Given.Value("[1]")[int.MinValue], Given.Value("[1]")[int.MaxValue], Given.Value("[]")[0],
            Given.Value("""{"a":1}""")["b"]["c"][3],
        ];
        Assert.All(missing, value => Assert.Same(Value.Null.Instance, value));
        foreach (var scalar in kinds.Take(10))
        {
            Assert.Same(Value.Null.Instance, Given.Value(scalar)["a"]);
            Assert.Same(Value.Null.Instance, Given.Value(scalar)[0]);
        }
    }

    [Fact]
    public void An_array_is_a_list_that_throws_outside_of_its_range()
    {
        IReadOnlyList<Value> list = Value.Array.Of(1, 2);

        Assert.Equal(2, list[1]);
        Assert.Throws<IndexOutOfRangeException>(() => list[2]);
        Assert.Throws<IndexOutOfRangeException>(() => Value.Array.Of(1, 2)[-1]);
    }

    [Fact]
    public void A_loop_over_a_value_has_the_elements_of_an_array()
    {
        Assert.Equal(["1", "\"a\"", "[]"], Loop(Given.Value("""[1,"a",[]]""")));
        Assert.All(kinds.Where(json => json[0] != '['), json => Assert.Empty(Loop(Given.Value(json))));
        Assert.Equal(["1", "2"], Value.Array.Of(1, 2).Select(item => item.ToJson()));
    }

    private static List<string> Loop(Value value)
    {
        var texts = new List<string>();
        foreach (var item in value)
            texts.Add(item.ToJson());
        return texts;
    }
}
