namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>An operator without its <c>$</c>, or within data, is a warning at its place, and has the meaning of the reference.</summary>
public class MissingDollarTests
{
    private const string Whole = " has no `$`, so the value is compared with the JSON text of the whole object, as in the reference";
    private const string Inner = "no operator within an object, so the value is compared with the JSON text of the whole object, as in the reference; test one member by its path, such as \"device.os\"";

    [Theory]
    [InlineData("""{"age":{"$gte":18,"lt":65}}""", "$.age.lt", "`lt`" + Whole + "; did you mean `$lt`?")]
    [InlineData("""{"age":{"LT":65,"$gte":18}}""", "$.age.LT", "`LT`" + Whole + "; did you mean `$lt`?")]
    [InlineData("""{"a":{"$gt":1,"b":2,"c":3}}""", "$.a.b", "`b`" + Whole + "; test one member by its path, such as \"device.os\"")]
    [InlineData("""{"a":{"$gt":1,"not":2}}""", "$.a.not", "`not`" + Whole + "; did you mean `$not`?")]
    [InlineData("""{"a":{"$gt":1,"":2}}""", "$.a['']", "``" + Whole + "; test one member by its path, such as \"device.os\"")]
    [InlineData("""{"country":{"in":["DE","AT"]}}""", "$.country.in", "`in`" + Whole + "; did you mean `$in`?")]
    [InlineData("""{"country":{"NotIn":["DE"],"$x":1}}""", "$.country.NotIn", "`NotIn`" + Whole + "; test one member by its path, such as \"device.os\"")]
    [InlineData("""{"$or":[{"age":{"gte":18,"lt":65}}]}""", "$.$or[0].age.gte", "`gte`" + Whole + "; did you mean `$gte`?")]
    [InlineData("""{"age":{"eq":true}}""", "$.age.eq", "`eq`" + Whole + "; did you mean `$eq`?")]
    [InlineData("""{"mail":{"regex":"@shop"}}""", "$.mail.regex", "`regex`" + Whole + "; did you mean `$regex`?")]
    [InlineData("""{"id":{"inGroup":"beta"}}""", "$.id.inGroup", "`inGroup`" + Whole + "; did you mean `$inGroup`?")]
    [InlineData("""{"plan":{"exists":false}}""", "$.plan.exists", "`exists`" + Whole + "; did you mean `$exists`?")]
    [InlineData("""{"plan":{"type":"string"}}""", "$.plan.type", "`type`" + Whole + "; did you mean `$type`?")]
    [InlineData("""{"tags":{"size":2}}""", "$.tags.size", "`size`" + Whole + "; did you mean `$size`?")]
    [InlineData("""{"tags":{"elemMatch":{"$gt":2}}}""", "$.tags.elemMatch", "`elemMatch`" + Whole + "; did you mean `$elemMatch`?")]
    [InlineData("""{"v":{"vgte":"1.2.0","vlt":2}}""", "$.v.vgte", "`vgte`" + Whole + "; did you mean `$vgte`?")]
    [InlineData("""{"country":{"$not":{"in":["DE"]}}}""", "$.country.$not.in", "`in`" + Whole + "; did you mean `$in`?")]
    [InlineData("""{"country":{"not":{"$in":["DE"]}}}""", "$.country.not", "`not`" + Whole + "; did you mean `$not`?")]
    [InlineData("""{"tags":{"$size":{"gt":2}}}""", "$.tags.$size.gt", "`gt`" + Whole + "; did you mean `$gt`?")]
    [InlineData("""{"tags":{"$all":["a",{"regex":"b"}]}}""", "$.tags.$all[1].regex", "`regex`" + Whole + "; did you mean `$regex`?")]
    [InlineData("""{"device":{"os":{"$in":["ios"]}}}""", "$.device.os.$in", Inner)]
    [InlineData("""{"device":{"name":"x","os":{"version":{"$vgt":"1.0.0"}},"age":{"$gt":1}}}""", "$.device.os.version.$vgt", Inner)]
    [InlineData("""{"sizes":{"$elemMatch":{"gt":2,"lt":5}}}""", "$.sizes.$elemMatch.gt", "`gt` has no `$`, so it is the name of a member of the elements, as in the reference; did you mean `$gt`?")]
    [InlineData("""{"or":[{"plan":"pro"},{"plan":"team"}]}""", "$.or", "`or` has no `$`, so it is the name of an attribute, as in the reference; did you mean `$or`?")]
    [InlineData("""{"a":1,"AND":[{"plan":"pro"}]}""", "$.AND", "`AND` has no `$`, so it is the name of an attribute, as in the reference; did you mean `$and`?")]
    [InlineData("""{"$and":[{"nor":[{"plan":"pro"}]}]}""", "$.$and[0].nor", "`nor` has no `$`, so it is the name of an attribute, as in the reference; did you mean `$nor`?")]
    [InlineData("""{"not":{"plan":{"$in":["pro"]}}}""", "$.not", "`not` has no `$`, so it is the name of an attribute, as in the reference; did you mean `$not`?")]
    [InlineData("""{"savedGroup":{"id":"beta"}}""", "$.savedGroup", "`savedGroup` has no `$`, so it is the name of an attribute, as in the reference; did you mean `$savedGroup`?")]
    [InlineData("""{"savedGroup":"beta"}""", "$.savedGroup", "`savedGroup` has no `$`, so it is the name of an attribute, as in the reference; did you mean `$savedGroup` with {\"id\":\"beta\"}?")]
    public void An_operator_without_its_dollar_is_a_warning(string json, string path, string message) =>
        Assert.Equal(new PayloadError(ErrorSeverity.Warning, path, message), Assert.Single(Condition.Parse(json).Errors));

    /// <summary>Data that has names of operators, attributes that are called so, and objects that hold no operator.</summary>
    [Theory]
    [InlineData("""{"device":{"type":"mobile"}}""")]
    [InlineData("""{"device":{"size":2,"os":"ios"}}""")]
    [InlineData("""{"device":{"size":"large"}}""")]
    [InlineData("""{"device":{"in":"DE"}}""")]
    [InlineData("""{"device":{"all":true,"not":1}}""")]
    [InlineData("""{"device":{"regex":1,"exists":"yes"}}""")]
    [InlineData("""{"device":{"elemMatch":{}}}""")]
    [InlineData("""{"device":{"os":{"$ref":1},"list":[{"$in":[1]}],"x":{"y":{}}}}""")]
    [InlineData("""{"device":{}}""")]
    [InlineData("""{"or":"x","and":true,"nor":["a"],"not":{"$eq":1},"savedGroup":{"name":"x"}}""")]
    [InlineData("""{"savedGroup":""}""")]
    [InlineData("""{"savedGroup":5}""")]
    [InlineData("""{"savedGroup":{"$eq":"beta"}}""")]
    [InlineData("""{"or":[],"and":[{"a":1},2],"not":{}}""")]
    [InlineData("""{"in":["DE"],"gt":5,"type":"string","size":2}""")]
    [InlineData("""{"cart":{"$elemMatch":{"size":42}},"photos":{"$elemMatch":{"type":"string","gt":1}}}""")]
    [InlineData("""{"cart":{"$elemMatch":{"gt":1,"price":2}}}""")]
    [InlineData("""{"cart":{"$elemMatch":{}}}""")]
    public void Data_and_attributes_with_such_names_are_none(string json) => Assert.Empty(Condition.Parse(json).Errors);

    [Theory]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"condition":{"a":{"in":[1]}}}]}}}""", "$.features.f.rules[0].condition.a.in")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"parentConditions":[{"id":"f","condition":{"value":{"in":[1]}}}]}]}}}""", "$.features.f.rules[0].parentConditions[0].condition.value.in")]
    [InlineData("""{"experiments":[{"key":"e","variations":[0,1],"condition":{"a":{"in":[1]}}}]}""", "$.experiments[0].condition.a.in")]
    [InlineData("""{"savedGroups":{"g":{"type":"condition","condition":{"a":{"in":[1]}}}}}""", "$.savedGroups.g.condition.a.in")]
    [InlineData("""{"contextualBandits":{"b":{"contexts":[{"leafId":1,"condition":{"a":{"in":[1]}},"weights":[1]}]}},"features":{"f":{"rules":[{"key":"k","variations":[0,1],"contextualBanditRef":"b"}]}}}""", "$.contextualBandits.b.contexts[0].condition.a.in")]
    public void Every_condition_of_a_payload_is_checked(string json, string path) =>
        Assert.Contains(Payload.Parse(json).Errors, error => error.Path == path && error.Severity == ErrorSeverity.Warning);

    [Fact]
    public void The_value_is_compared_as_in_the_reference()
    {
        Assert.True(Meets("""{"age":{"$gte":18,"lt":65}}""", """{"age":{"$gte":18,"lt":65}}"""));
        Assert.False(Meets("""{"age":{"$gte":18,"lt":65}}""", """{"age":20}"""));
        Assert.True(Meets("""{"or":[{"plan":"pro"}]}""", """{"or":[{"plan":"pro"}]}"""));
        Assert.False(Meets("""{"or":[{"plan":"pro"}]}""", """{"plan":"pro"}"""));
        Assert.True(Meets("""{"savedGroup":"beta"}""", """{"savedGroup":"beta"}"""));
        Assert.False(Meets("""{"savedGroup":"beta"}""", """{"savedGroup":"alpha"}"""));
        Assert.True(Meets("""{"not":{"plan":"pro"}}""", """{"not":{"plan":"pro"}}"""));
        Assert.True(Meets("""{"a":{"$elemMatch":{"gt":1}}}""", """{"a":[{"gt":1}]}"""));

        static bool Meets(string condition, string attributes) =>
            Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes(attributes)), Condition.Parse(condition).Value);
    }
}
