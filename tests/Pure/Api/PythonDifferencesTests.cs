namespace GrowthBook.Pure.Tests.Api;

/// <summary>
/// The conditions of the table "Answers that change" in <c>docs/migrating.md</c>, next to the answers of <c>growthbook/core.py</c> of the Python SDK 2.2.1.
/// </summary>
public sealed class PythonDifferencesTests
{
    [Theory]
    // A bare text is compared with the text of the attribute.
    [InlineData("""{"a":"5"}""", """{"a":5}""", "Python: no", "here: yes")]
    [InlineData("""{"a":"5"}""", """{"a":5.0}""", "Python: no", "here: yes")]
    [InlineData("""{"a":"true"}""", """{"a":true}""", "Python: no", "here: yes")]
    [InlineData("""{"a":"null"}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":"1,2"}""", """{"a":[1,2]}""", "Python: no", "here: yes")]
    // A bare number is compared with the attribute as a number.
    [InlineData("""{"a":5}""", """{"a":"5"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":0}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":0}""", """{"a":null}""", "Python: no", "here: yes")]
    [InlineData("""{"a":0}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":0}""", """{"a":false}""", "Python: yes", "here: yes")]
    [InlineData("""{"a":1}""", """{"a":true}""", "Python: yes", "here: yes")]
    // A bare boolean is compared with whether the attribute is truthy, and never with a missing one.
    [InlineData("""{"a":true}""", """{"a":"yes"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":true}""", """{"a":1}""", "Python: yes", "here: yes")]
    [InlineData("""{"a":false}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":false}""", "{}", "Python: no", "here: no")]
    // A bare object compares the JSON text.
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"y":2,"x":1}}""", "Python: yes", "here: no")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2]}""", "Python: yes", "here: yes")]
    // $eq and $ne compare kinds too, and arrays and objects never equal one another.
    [InlineData("""{"a":{"$eq":5}}""", """{"a":"5"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":"5"}}""", """{"a":5}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":1}}""", """{"a":true}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":0}}""", "{}", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$ne":5}}""", """{"a":"5"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":"5"}}""", """{"a":5}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":5}}""", """{"a":"x"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":1}}""", """{"a":true}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":0}}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":0}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":"pro"}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":null}}""", """{"a":"pro"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":[1]}}""", """{"a":[1]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$in":[true]}}""", """{"a":1}""", "Python: yes", "here: no")]
    // Regular expressions are tested against the text of the attribute.
    [InlineData("""{"a":{"$regex":"^n"}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":".*"}}""", """{"a":null}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":"^5"}}""", """{"a":55}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":"true"}}""", """{"a":true}""", "Python: no", "here: yes")]
    // An order is that of numbers, as ECMAScript reads them.
    [InlineData("""{"a":{"$lt":5}}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gte":0}}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":5}}""", """{"a":"0x10"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$lt":5}}""", """{"a":[3]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$lt":5}}""", """{"a":"x"}""", "Python: no", "here: no")]
    [InlineData("""{"a":{"$lt":5}}""", "{}", "Python: yes", "here: yes")]
    [InlineData("""{"a":{"$gte":0}}""", "{}", "Python: yes", "here: yes")]
    // A path leads into arrays, and not into texts.
    [InlineData("""{"a.0":"x"}""", """{"a":["x"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a.length":2}""", """{"a":["x","y"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a.length":{"$gt":1}}""", """{"a":["x","y"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a.length":3}""", """{"a":"abc"}""", "Python: no", "here: no")]
    public void A_condition_answers_as_the_reference_does(string condition, string attributes, string python, string here)
    {
        Assert.StartsWith("Python: ", python, StringComparison.Ordinal);
        var matches = Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes(attributes)), Given.Condition(condition));
        Assert.Equal(here, matches ? "here: yes" : "here: no");
    }

    /// <summary>Python hashes <c>str(5.0)</c>, which is <c>5.0</c>.</summary>
    [Fact]
    public void A_whole_number_hashes_without_a_fraction()
    {
        var experiment = new Experiment("exp", 0, 1, 2, 3, 4, 5, 6, 7);
        var variations = new[] { "5", "5.0" }.Select(text => VariationOf(new Attributes { ["id"] = text })).ToList();
        Assert.NotEqual(variations[0], variations[1]);
        Assert.Equal(variations[0], VariationOf(new Attributes { ["id"] = 5.0 }));
        Assert.Equal(variations[0], VariationOf(Given.Attributes("""{"id":5.0}""")));

        int VariationOf(Attributes attributes) => Evaluator.RunExperiment(new Context(Payload.Empty, attributes), experiment).Result.VariationId;
    }
}
