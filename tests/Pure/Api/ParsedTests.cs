namespace GrowthBook.Pure.Tests.Api;

/// <summary>A parsed value keeps its faults through every step.</summary>
public class ParsedTests
{
    private static readonly PayloadError First = new(ErrorSeverity.Warning, "$.a", "first");
    private static readonly PayloadError Second = new(ErrorSeverity.Error, "$.b", "second");

    [Fact]
    public void A_value_is_parsed_or_has_a_fatal_error()
    {
        Assert.Equal(5, Value.Parse(" 5 ").Value);
        Assert.Equal("""{"a":[null,"x"]}""", Value.Parse("""{"a":[null,"x"]}""").Value!.ToJson());
        Assert.Equal(Value.Null.Instance, Value.Parse("null").Value);
        var (none, errors) = Value.Parse("1,2");
        Assert.Null(none);
        Assert.Equal(ErrorSeverity.Fatal, Assert.Single(errors).Severity);
    }

    [Fact]
    public void Map_converts_the_value_and_keeps_the_faults() =>
        Assert.Equal(new Parsed<int>(2, [First]), new Parsed<string>("ab", [First]).Map(text => text.Length));

    [Fact]
    public void Bind_appends_the_faults_of_the_second_step() =>
        Assert.Equal(new Parsed<int>(2, [First, Second]), new Parsed<string>("ab", [First]).Bind(text => new Parsed<int>(text.Length, [Second])));

    [Fact]
    public void A_query_has_the_faults_of_both_steps_in_order()
    {
        var query =
            from text in new Parsed<string>("ab", [First])
            from number in new Parsed<int>(3, [Second])
            select text + number;
        Assert.Equal(new Parsed<string>("ab3", [First, Second]), query);
        Assert.Equal(new Parsed<int>(2, [First]), from text in new Parsed<string>("ab", [First]) select text.Length);
    }

    [Fact]
    public void A_value_without_errors_is_ensured_and_errors_are_thrown_with_their_places()
    {
        PayloadError warning = new(ErrorSeverity.Warning, "$.x", "unknown member"), error = new(ErrorSeverity.Error, "$.y", "not a string");
        Assert.Equal("ab", new Parsed<string>("ab", [warning]).EnsureValid());
        Assert.Equal("error at $.y: not a string", Assert.Throws<FormatException>(() => new Parsed<string>("ab", [warning, error]).EnsureValid()).Message);
        var many = Assert.Throws<FormatException>(() => new Parsed<string>("ab", [.. Enumerable.Repeat(error, 7)]).EnsureValid()).Message;
        Assert.Equal(string.Concat(Enumerable.Repeat("error at $.y: not a string; ", 5)) + "2 more", many);
        Assert.Contains("$.id.$inn", Assert.Throws<FormatException>(() => Condition.Parse("""{"id":{"$inn":["u-1"]}}""").EnsureValid()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equality_compares_the_value_and_the_faults()
    {
        var parsed = new Parsed<string?>("ab", [First]);
        Assert.Equal(parsed, new Parsed<string?>("ab", [First]));
        Assert.Equal(parsed.GetHashCode(), new Parsed<string?>("ab", [First]).GetHashCode());
        Assert.NotEqual(parsed, new Parsed<string?>("ab", [Second]));
        Assert.NotEqual(parsed, new Parsed<string?>("b", [First]));
        Assert.Equal(0, new Parsed<string?>(null, []).GetHashCode());
    }

    [Fact]
    public void The_default_has_no_faults() => Assert.Empty(default(Parsed<string?>).Errors);
}
