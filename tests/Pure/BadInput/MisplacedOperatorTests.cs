namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A name with <c>$</c> where a condition has an attribute is a warning, wherever conditions are read, and has the meaning of the reference.</summary>
public class MisplacedOperatorTests
{
    [Theory]
    [InlineData("""{"$orr":[{"a":1}]}""", "$.$orr", "unknown operator `$orr`, so it is the name of an attribute, as in the reference; did you mean `$or`?")]
    [InlineData("""{"$OR":[{"a":1}]}""", "$.$OR", "unknown operator `$OR`, so it is the name of an attribute, as in the reference; did you mean `$or`?")]
    [InlineData("""{"$nott":{"a":1}}""", "$.$nott", "unknown operator `$nott`, so it is the name of an attribute, as in the reference; did you mean `$not`?")]
    [InlineData("""{"$not":{"$orr":[]}}""", "$.$not.$orr", "unknown operator `$orr`, so it is the name of an attribute, as in the reference; did you mean `$or`?")]
    [InlineData("""{"$and":[{"a":1},{"$savedGroups":{"id":"g"}}]}""", "$.$and[1].$savedGroups", "unknown operator `$savedGroups`, so it is the name of an attribute, as in the reference; did you mean `$savedGroup`?")]
    [InlineData("""{"a":{"$elemMatch":{"b":1,"$annd":[]}}}""", "$.a.$elemMatch.$annd", "unknown operator `$annd`, so it is the name of an attribute, as in the reference; did you mean `$and`?")]
    [InlineData("""{"$regx":"a"}""", "$.$regx", "unknown operator `$regx`, so it is the name of an attribute, as in the reference; did you mean `$regex`, within an attribute?")]
    [InlineData("""{"$unlike":1}""", "$.$unlike", "unknown operator `$unlike`, so it is the name of an attribute, as in the reference")]
    [InlineData("""{"$in":["FR"]}""", "$.$in", "`$in` tests one attribute, so here it is the name of an attribute, as in the reference; write {\"country\": {\"$in\": …}}")]
    [InlineData("""{"$eq":true}""", "$.$eq", "`$eq` tests one attribute, so here it is the name of an attribute, as in the reference; write {\"country\": {\"$eq\": …}}")]
    public void An_operator_in_the_place_of_an_attribute_is_a_warning(string json, string path, string message) =>
        Assert.Equal(new PayloadError(ErrorSeverity.Warning, path, message), Assert.Single(Condition.Parse(json).Errors));

    [Theory]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"condition":{"$nott":{}}}]}}}""", "$.features.f.rules[0].condition.$nott")]
    [InlineData("""{"features":{"f":{"rules":[{"variations":[0,1],"condition":{"$nott":{}}}]}}}""", "$.features.f.rules[0].condition.$nott")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"parentConditions":[{"id":"g","condition":{"$nott":{}}}]}]}}}""", "$.features.f.rules[0].parentConditions[0].condition.$nott")]
    [InlineData("""{"experiments":[{"key":"e","variations":[0,1],"condition":{"$nott":{}}}]}""", "$.experiments[0].condition.$nott")]
    [InlineData("""{"experiments":[{"key":"e","variations":[0,1],"parentConditions":[{"id":"g","condition":{"$nott":{}}}]}]}""", "$.experiments[0].parentConditions[0].condition.$nott")]
    [InlineData("""{"savedGroups":{"g":{"type":"condition","condition":{"$nott":{}}}}}""", "$.savedGroups.g.condition.$nott")]
    public void Every_condition_of_a_payload_is_checked(string json, string path)
    {
        var error = Assert.Single(Payload.Parse(json).Errors);
        Assert.Equal((ErrorSeverity.Warning, path), (error.Severity, error.Path));
    }

    [Fact]
    public void It_is_an_attribute_that_a_user_can_have()
    {
        var condition = Condition.Parse("""{"$nott":1}""").Value;
        Assert.True(Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes("""{"$nott":1}""")), condition));
        Assert.False(Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes("{}")), condition));
    }

    [Theory]
    [InlineData("""{"":1,"a$":1,"a":{"$eq":1},"b":{"$not":{"$in":[1]}},"$or":[{"$nor":[{"$and":[{"$not":{"a":1}}]}]}],"c":{"x":{"$or":1}}}""")]
    public void Other_names_and_operators_in_their_places_are_none(string json) => Assert.Empty(Condition.Parse(json).Errors);

    [Fact]
    public void A_long_name_is_cut_in_the_message()
    {
        var error = Assert.Single(Condition.Parse("{\"$" + new string('x', 5000) + "\":1}").Errors);
        Assert.InRange(error.Message.Length, 100, 300);
        Assert.EndsWith("as in the reference", error.Message, StringComparison.Ordinal);
    }
}
