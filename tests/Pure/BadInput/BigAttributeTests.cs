namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>An attribute of a megabyte is hashed, searched and compared like any other, in time that fits its length.</summary>
public class BigAttributeTests
{
    private static readonly string Big = new string('a', 1 << 20) + "b";

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void It_is_found_compared_matched_and_hashed(string culture)
    {
        using var here = new CultureScope(culture);
        var context = new Context { Attributes = new Attributes { ["id"] = Big } };
        bool Meets(Value test) => Evaluator.EvalCondition(
            context, Condition.From(Value.Object.Empty.With("id", test)));
        Value Operator(string name, Value operand) => Value.Object.Empty.With(name, operand);

        Assert.True(Meets(Big));
        Assert.True(Meets(Operator("$eq", Big)));
        Assert.False(Meets(Operator("$ne", Big)));
        Assert.True(Meets(Operator("$in", new[] { "x", Big })));
        Assert.True(Meets(Operator("$ini", new[] { Big.ToUpperInvariant() })));
        Assert.True(Meets(Operator("$in", Enumerable.Range(0, 10).Select(i => Big + i).Append(Big).ToArray())));
        Assert.False(Meets(Operator("$nin", new[] { Big })));
        Assert.True(Meets(Operator("$gt", "a")));
        Assert.False(Meets(Operator("$gt", 1)));
        Assert.True(Meets(Operator("$vgt", "1.0.0")));
        Assert.True(Meets(Operator("$regex", "b$")));
        Assert.True(Meets(Operator("$regexi", "AB$")));
        Assert.False(Meets(Operator("$regex", "^b")));
        Assert.True(Meets(Operator("$type", "string")));
        Assert.InRange(Hashing.Hash("seed", Big, 2)!.Value, 0, 0.9999);

        var (result, effects) = Evaluator.RunExperiment(context, new Experiment("e", 0, 1));
        Assert.True(result.InExperiment);
        Assert.Equal(Big, result.HashValue);
        Assert.Contains(Big, effects.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void Arrays_of_a_hundred_thousand_are_searched(string culture)
    {
        using var here = new CultureScope(culture);
        var ids = string.Join(",", Enumerable.Range(0, 100_000));
        Assert.True(Given.Matches("""{"a":{"$in":[99999]}}""", $$$"""{"a":[{{{ids}}}]}"""));
        Assert.True(Given.Matches($$$"""{"a":{"$in":[{{{ids}}}]}}""", """{"a":99999}"""));
        Assert.True(Given.Matches($$$"""{"a":{"$in":[{{{ids}}}]}}""", $$$"""{"a":[{{{ids}}}]}"""));
        Assert.True(Given.Matches("""{"a":{"$elemMatch":{"$gt":99998}}}""", $$$"""{"a":[{{{ids}}}]}"""));
        Assert.True(Given.Matches("""{"a":{"$size":100000}}""", $$$"""{"a":[{{{ids}}}]}"""));
        Assert.True(Given.Matches("""{"a":{"$regex":"99999$"}}""", $$$"""{"a":[{{{ids}}}]}"""));
    }
}
