using GrowthBook.Pure.Tests.BadInput;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>The attributes of a user of a kind on which no condition of a payload depends.</summary>
public class MisfitsTests
{
    private const string Groups = """
        {"numbers":{"type":"list","attributeKey":"it","values":[101,102]},"texts":["a","b"],"many":{"type":"list","attributeKey":"it","values":[1,2,3,4,5,6,7,8,9,true]},
         "empty":[],"rule":{"type":"condition","condition":{"it":{"$gt":5}}},"two":{"type":"condition","condition":{"$savedGroup":{"id":"rule"}}},"none":{"type":"list","attributeKey":"it"}}
        """;

    [Theory]
    [InlineData("""{"it":{"$in":[3,4]}}""", "\"3\"", "a text", "a number")]
    [InlineData("""{"it":{"$nin":[3,4]}}""", "\"3\"", "a text", "a number")]
    [InlineData("""{"it":{"$eq":3}}""", "\"3\"", "a text", "a number")]
    [InlineData("""{"it":{"$ne":3}}""", "\"3\"", "a text", "a number")]
    [InlineData("""{"it":{"$not":{"$eq":3}}}""", "\"3\"", "a text", "a number")]
    [InlineData("""{"it":{"$eq":"3"}}""", "3", "a number", "a text")]
    [InlineData("""{"it":{"$eq":true}}""", "\"true\"", "a text", "a boolean")]
    [InlineData("""{"it":{"$eq":true}}""", "1", "a number", "a boolean")]
    [InlineData("""{"it":{"$in":["a",true]}}""", "1", "a number", "a text or a boolean")]
    [InlineData("""{"it":{"$in":[null,3]}}""", "\"3\"", "a text", "a number")]
    [InlineData("""{"it":{"$ini":["a"]}}""", "1", "a number", "a text")]
    [InlineData("""{"it":{"$nini":[1]}}""", "\"1\"", "a text", "a number")]
    [InlineData("""{"it":{"$inGroup":"numbers"}}""", "\"101\"", "a text", "a number")]
    [InlineData("""{"it":{"$notInGroup":"numbers"}}""", "\"101\"", "a text", "a number")]
    [InlineData("""{"it":{"$inGroup":"texts"}}""", "101", "a number", "a text")]
    [InlineData("""{"it":{"$inGroup":"many"}}""", "\"1\"", "a text", "a number or a boolean")]
    [InlineData("""{"$savedGroup":{"id":"numbers"}}""", "\"101\"", "a text", "a number")]
    [InlineData("""{"$savedGroup":{"id":"texts","attributeKey":"it"},"it":{"$eq":3}}""", "\"a\"", "a text", "a number")]
    [InlineData("""{"$savedGroup":{"id":"two"}}""", "\"x\"", "a text that is no number", "a number")]
    [InlineData("""{"it":{"$gt":1700000000}}""", "\"2026-02-03T04:05:06.000Z\"", "a text that is no number", "a number")]
    [InlineData("""{"it":{"$lt":1700000000}}""", "\"false\"", "a text that is no number", "a number")]
    [InlineData("""{"it":{"$lt":18}}""", "true", "a boolean", "a number")]
    [InlineData("""{"it":{"$gt":18}}""", "{}", "an object", "a number")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", "1700000000", "a number", "a text")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", "true", "a boolean", "a text")]
    [InlineData("""{"it":{"$vgt":"1.2"}}""", "true", "a boolean", "a text")]
    [InlineData("""{"it":{"$vgt":"1.2"}}""", "[\"1.3\"]", "an array of texts", "a text")]
    [InlineData("""{"it":3}""", "\"three\"", "a text that is no number", "a number")]
    [InlineData("""{"it":3}""", "true", "a boolean", "a number")]
    [InlineData("""{"it":"pro"}""", "3", "a number", "a text")]
    [InlineData("""{"it":"pro"}""", "true", "a boolean", "a text")]
    [InlineData("""{"it":true}""", "\"false\"", "a text that means false but counts as true", "a boolean")]
    [InlineData("""{"it":true}""", "\" FALSE \"", "a text that means false but counts as true", "a boolean")]
    [InlineData("""{"it":false}""", "\"no\"", "a text that means false but counts as true", "a boolean")]
    [InlineData("""{"$not":{"it":true}}""", "\"off\"", "a text that means false but counts as true", "a boolean")]
    [InlineData("""{"it":true}""", "\"0\"", "a text that means false but counts as true", "a boolean")]
    [InlineData("""{"it":{"$size":2}}""", "\"a,b\"", "a text", "an array")]
    [InlineData("""{"it":{"$size":{"$gt":1}}}""", "2", "a number", "an array")]
    [InlineData("""{"it":{"$all":["a","b"]}}""", "\"a\"", "a text", "an array of texts")]
    [InlineData("""{"it":{"$all":[]}}""", "\"3\"", "a text", "an array")]
    [InlineData("""{"it":{"$alli":["a","b"]}}""", "1", "a number", "an array of texts")]
    [InlineData("""{"it":{"$elemMatch":{"$gt":5}}}""", "7", "a number", "an array of numbers")]
    [InlineData("""{"it":{"$elemMatch":{"sku":1}}}""", "{\"sku\":1}", "an object", "an array of objects")]
    [InlineData("""{"it":{"$elemMatch":{"sku":1}}}""", "[1,true]", "an array of numbers or booleans", "an array of objects")]
    [InlineData("""{"it":{"$in":[3,4]}}""", "[\"3\",\"x\"]", "an array of texts", "an array of numbers")]
    [InlineData("""{"it":{"$elemMatch":{"$gt":5}}}""", "[\"x\"]", "an array of texts", "an array of numbers")]
    [InlineData("""{"it":{"$all":[1,2,3,4,5,6,7,8,9]}}""", "[\"x\"]", "an array of texts", "an array of numbers")]
    [InlineData("""{"it":{"$all":["a","b","c","d","e","f","g","h"]}}""", "[1]", "an array of numbers", "an array of texts")]
    [InlineData("""{"it":["a"]}""", "\"a\"", "a text", "an array")]
    [InlineData("""{"it":{"$eq":3},"$or":[{"it":{"$eq":4}},{"$nor":[{"it":{"$in":[5]}}]}]}""", "\"3\"", "a text", "a number")]
    public void A_kind_on_which_no_test_depends_is_a_misfit(string condition, string value, string given, string needed)
    {
        var misfit = Assert.Single(MisfitsOf(condition, $$"""{"it":{{value}}}"""));
        Assert.Equal(("it", given, needed), (misfit.Path, misfit.Given, misfit.Needed));
        Assert.Equal($"`it` is {given}, whose value decides no condition; give it as {needed}", misfit.ToString());
    }

    [Theory]
    [InlineData("""{"it":{"$in":[3,4]}}""", "5")]
    [InlineData("""{"it":{"$in":[3,"x"]}}""", "\"3\"")]
    [InlineData("""{"it":{"$in":[]}}""", "\"3\"")]
    [InlineData("""{"it":{"$in":[[3]]}}""", "\"3\"")]
    [InlineData("""{"it":{"$in":[null]}}""", "\"3\"")]
    [InlineData("""{"it":{"$nin":["",null]}}""", "3")]
    [InlineData("""{"it":{"$ne":""}}""", "3")]
    [InlineData("""{"it":""}""", "3")]
    [InlineData("""{"it":{"$all":[{"$nin":[]}]}}""", "[]")]
    [InlineData("""{"it":{"$all":["a","b","c","d","e","f","g","h",{"$gt":5}]}}""", "[1]")]
    [InlineData("""{"it":{"$not":{"$in":["","","","","","","","","",""]}}}""", "3")]
    [InlineData("""{"it":{"$in":[3]}}""", "[]")]
    [InlineData("""{"it":{"$in":[3]}}""", "[null,\"\"]")]
    [InlineData("""{"it":{"$in":[3]}}""", "[\"x\",4]")]
    [InlineData("""{"it":{"$eq":3}}""", "null")]
    [InlineData("""{"it":{"$eq":3}}""", "\"\"")]
    [InlineData("""{"it":{"$eq":null}}""", "\"3\"")]
    [InlineData("""{"it":{"$eq":[3]}}""", "\"3\"")]
    [InlineData("""{"it":{"$eq":3,"$exists":true}}""", "\"3\"")]
    [InlineData("""{"$or":[{"it":{"$eq":3}},{"it":{"$regex":"^3"}}]}""", "\"3\"")]
    [InlineData("""{"$or":[{"it":{"$eq":3}},{"it":{"$type":"string"}}]}""", "\"3\"")]
    [InlineData("""{"$or":[{"it":{"$eq":3}},{"it":null}]}""", "\"3\"")]
    [InlineData("""{"$or":[{"it":{"$eq":3}},{"it":"3"}]}""", "\"4\"")]
    [InlineData("""{"it":3}""", "\"4\"")]
    [InlineData("""{"it":1}""", "false")]
    [InlineData("""{"it":"3"}""", "4")]
    [InlineData("""{"it":"true"}""", "false")]
    [InlineData("""{"it":"a"}""", "[\"b\"]")]
    [InlineData("""{"it":{"a":1}}""", "\"x\"")]
    [InlineData("""{"it":{"$gt":5}}""", "\" 0x10 \"")]
    [InlineData("""{"it":{"$gte":1}}""", "true")]
    [InlineData("""{"it":{"$gt":"5"}}""", "7")]
    [InlineData("""{"it":{"$gt":5}}""", "[7]")]
    [InlineData("""{"it":{"$vgt":"1.2"}}""", "3")]
    [InlineData("""{"it":true}""", "\"yes\"")]
    [InlineData("""{"it":true}""", "0")]
    [InlineData("""{"it":true}""", "[1]")]
    [InlineData("""{"$or":[{"it":true},{"it":"no"}]}""", "\"no\"")]
    [InlineData("""{"$or":[{"it":true},{"it":5}]}""", "\"0\"")]
    [InlineData("""{"it":{"$inGroup":"unknown"}}""", "\"3\"")]
    [InlineData("""{"it":{"$inGroup":"rule"}}""", "\"3\"")]
    [InlineData("""{"it":{"$inGroup":"empty"}}""", "\"3\"")]
    [InlineData("""{"$savedGroup":{"id":"none"}}""", "\"3\"")]
    [InlineData("""{"it":{"$elemMatch":{"$in":[3]}}}""", "[[3]]")]
    [InlineData("""{"it":{"$unknown":3}}""", "\"3\"")]
    [InlineData("""{"other":{"$eq":3}}""", "\"3\"")]
    public void A_kind_on_which_a_test_can_depend_is_none(string condition, string value) => Assert.Empty(MisfitsOf(condition, $$"""{"it":{{value}}}"""));

    /// <summary>Also next to equality with a text and to presence, which a number can fit.</summary>
    [Theory]
    [InlineData("""{"it":{"$vgt":"1.2"}}""")]
    [InlineData("""{"it":{"$not":{"$vlte":"1.2"}}}""")]
    [InlineData("""{"it":{"$veq":"1.2"},"$or":[{"it":"1.10"},{"it":{"$exists":false}},{"it":{"$in":["2.0"]}}]}""")]
    public void A_number_with_a_fraction_that_is_compared_as_a_version_is_a_misfit(string condition)
    {
        var misfit = Assert.Single(MisfitsOf(condition, """{"it":5.10}"""));
        Assert.Equal(("it", "a number with a fraction", "a text", true, false), (misfit.Path, misfit.Given, misfit.Needed, misfit.IsVersionAsNumber, misfit.DiffersByCase));
        Assert.Equal("`it` is a number with a fraction, which loses the zeros at the end of a version: 5.10 is 5.1; give it as a text", misfit.ToString());
    }

    [Theory]
    [InlineData("""{"it":{"$vgt":"1.2"}}""", "5")]
    [InlineData("""{"it":{"$vgt":"1.2"}}""", "\"5.10\"")]
    [InlineData("""{"it":{"$vgt":"1.2","$gt":4}}""", "5.1")]
    [InlineData("""{"it":{"$gt":4}}""", "5.1")]
    [InlineData("""{"it":{"$exists":true}}""", "5.1")]
    public void A_number_that_can_be_meant_is_none(string condition, string value) => Assert.Empty(MisfitsOf(condition, $$"""{"it":{{value}}}"""));

    [Fact]
    public void A_text_too_long_to_read_can_be_a_number() => Assert.Empty(MisfitsOf("""{"it":{"$gt":5}}""", $$"""{"it":"{{new string('0', 101)}}7"}"""));

    [Theory]
    [InlineData("""{"device.seats":{"$eq":3}}""", """{"device":{"seats":"3"}}""", "device.seats", "a text", "a number")]
    [InlineData("""{"device.seats":{"$eq":3}}""", """{"device":"{}"}""", "device", "a text", "an object")]
    [InlineData("""{"a.b.c":{"$eq":3}}""", """{"a":{"b":[1]}}""", "a.b", "an array of numbers", "an object")]
    [InlineData("""{"tags.0":{"$eq":3}}""", """{"tags":"x"}""", "tags", "a text", "an array or an object")]
    [InlineData("""{"tags.length":{"$eq":3}}""", """{"tags":5}""", "tags", "a number", "an array or an object")]
    [InlineData("""{"tags.1":{"$eq":3}}""", """{"tags":[3,"3"]}""", "tags.1", "a text", "a number")]
    public void A_path_names_the_value_at_its_end_or_on_its_way(string condition, string attributes, string path, string given, string needed)
    {
        var misfit = Assert.Single(MisfitsOf(condition, attributes));
        Assert.Equal((path, given, needed), (misfit.Path, misfit.Given, misfit.Needed));
    }

    [Theory]
    [InlineData("""{"device.seats":{"$eq":3}}""", """{"device":{"seats":4,"other":"3"}}""")]
    [InlineData("""{"device.seats":{"$eq":3},"device":"none"}""", """{"device":"some"}""")]
    [InlineData("""{"tags.0":{"$eq":3}}""", """{"tags":[4]}""")]
    public void A_path_that_fits_has_no_misfit(string condition, string attributes) => Assert.Empty(MisfitsOf(condition, attributes));

    /// <summary>Rollouts, filters and experiments hash any kind, so that they say nothing about it.</summary>
    [Fact]
    public void All_conditions_count_and_hashing_does_not()
    {
        var payload = Payload.Parse(
            """
            {"features":{
              "a":{"rules":[{"condition":{"id":{"$in":[1,2]}},"coverage":1,"hashAttribute":"id","force":1}]},
              "b":{"rules":[{"key":"b","variations":[1,2],"condition":{"targeted":{"$eq":true}},"hashAttribute":"id"}]},
              "c":{"rules":[{"key":"c","variations":[1,2],"contextualBanditRef":"cb","hashAttribute":"id"}]},
              "d":{"rules":[{"parentConditions":[{"id":"a","condition":{"value":{"$eq":5}}}]}]}},
             "experiments":[{"key":"page","changeId":"c","variations":[{},{}],"hashAttribute":"id","condition":{"ofPage":{"$eq":5}}}],
             "contextualBandits":{"cb":{"banditVersion":1,"contexts":[{"leafId":1,"condition":{"ofLeaf":{"$eq":5}},"weights":[0.5,0.5]}]}}}
            """).Value;
        var misfits = payload.AttributeTests.MisfitsOf(Given.Attributes("""{"value":"5","ofPage":"5","ofLeaf":"5","targeted":"true","id":"1","free":"5"}"""));
        Assert.Equal(["ofPage", "ofLeaf", "targeted", "id"], misfits.Select(misfit => misfit.Path));
    }

    /// <summary>Saved groups in the condition count, and conditions of the payload's features do not.</summary>
    [Fact]
    public void An_experiment_in_code_has_tests_of_its_own()
    {
        var payload = PayloadOf("""{"ofFeature":{"$eq":3}}""");
        var experiment = new Experiment("e", 0, 1) { Condition = Condition.Parse("""{"$or":[{"own":{"$eq":3}},{"$savedGroup":{"id":"two"}},{"id":{"$inGroup":"numbers"}}]}""").EnsureValid() };
        Assert.Equal(["own", "id", "it"], payload.AttributeTestsOf(experiment).MisfitsOf(Given.Attributes("""{"ofFeature":"3","own":"3","id":"101","it":"x"}""")).Select(misfit => misfit.Path));
        Assert.Empty(payload.AttributeTestsOf(new Experiment("e", 0, 1)).MisfitsOf(Given.Attributes("""{"ofFeature":"3","id":"101"}""")));
        Assert.Throws<ArgumentNullException>("experiment", () => payload.AttributeTestsOf(null!));
    }

    /// <summary>A path of n steps has n beginnings, so that those of a hostile payload would take quadratic time and bytes.</summary>
    [Fact]
    public void Long_paths_are_compared_at_their_beginnings_only()
    {
        var steps = string.Join(".", Enumerable.Range(0, 200_000).Select(i => "a" + i % 10));
        var payload = PayloadOf($"{{\"{steps}\":{{\"$eq\":3}}}}");
        Assert.Equal("a0", Assert.Single(payload.AttributeTests.MisfitsOf(new Attributes { ["a0"] = "x" })).Path);
    }

    /// <summary>The beginnings of a path are texts of their own.</summary>
    [Fact]
    public void A_path_of_long_steps_costs_bytes_in_proportion() => Work.AssertLinear(100_000, length =>
    {
        var payload = PayloadOf($"{{\"{new string('a', length)}{string.Concat(Enumerable.Repeat(".b", 15))}\":{{\"$eq\":3}}}}");
        var bytes = AllocatedBytes.OfOne(() => GC.KeepAlive(payload.AttributeTests));
        Assert.True(bytes < length, $"{bytes}");
        return bytes;
    });

    /// <summary>The value at the end of a longer path can be on the way of one that is longer still.</summary>
    [Theory]
    [InlineData(16, 1)]
    [InlineData(17, 0)]
    public void Paths_of_sixteen_steps_are_compared(int steps, int expected)
    {
        var names = Enumerable.Range(0, steps).Select(i => "a" + i).ToArray();
        var nested = names.Reverse().Aggregate((Value)"3", (inner, step) => new Value.Object { [step] = inner });
        Assert.Equal(expected, PayloadOf($"{{\"{string.Join(".", names)}\":{{\"$eq\":3}}}}").AttributeTests.MisfitsOf(Attributes.From((Value.Object)nested)).Length);
    }

    [Theory]
    [InlineData(499, 1)]
    [InlineData(500, 0)]
    public void Five_hundred_attributes_are_looked_at(int before, int expected) => Assert.Equal(
        expected,
        PayloadOf("""{"it":{"$eq":3}}""").AttributeTests.MisfitsOf(Attributes.From([.. Enumerable.Range(0, before).Select(i => KeyValuePair.Create($"a{i}", (Value)1)), KeyValuePair.Create("it", (Value)"3")])).Length);

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 0)]
    public void Of_an_array_a_hundred_elements_are_looked_at(int length, int expected) =>
        Assert.Equal(expected, PayloadOf("""{"it":{"$in":[3]}}""").AttributeTests.MisfitsOf(new Attributes { ["it"] = Enumerable.Repeat("x", length).ToArray() }).Length);

    [Fact]
    public void A_thousand_paths_are_looked_at()
    {
        var payload = PayloadOf("{" + string.Join(",", Enumerable.Range(0, 2000).Select(i => $"\"o.m{i:0000}\":{{\"$eq\":3}}")) + "}");
        var user = new Attributes { ["o"] = new Value.Object(Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"m{i:0000}", (Value)"3"))) };
        Assert.Equal(999, payload.AttributeTests.MisfitsOf(user).Length); // and the object itself
    }

    [Fact]
    public void No_attributes_are_an_exception() => Assert.Throws<ArgumentNullException>(() => Payload.Empty.AttributeTests.MisfitsOf(null!));

    [Fact]
    public void A_payload_without_conditions_has_no_misfits() => Assert.Empty(Payload.Empty.AttributeTests.MisfitsOf(new Attributes { ["it"] = "3" }));

    private static IEnumerable<AttributeMisfit> MisfitsOf(string condition, string attributes) => PayloadOf(condition).AttributeTests.MisfitsOf(Given.Attributes(attributes));

    private static Payload PayloadOf(string condition) =>
        Payload.Parse($$$"""{"features":{"f":{"rules":[{"condition":{{{condition}}},"force":1}]} },"savedGroups":{{{Groups}}} }""").Value;
}
