namespace GrowthBook.Pure.Tests.Api;

/// <summary>
/// Python's rows of the table "Answers that change" in <c>docs/migrating.md</c>, next to the answers of <c>growthbook/core.py</c> of the Python SDK 2.2.1.
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
    [InlineData("""{"a":""}""", """{"a":[]}""", "Python: no", "here: yes")]
    // A bare number is compared with the attribute as a number.
    [InlineData("""{"a":5}""", """{"a":"5"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":5}""", """{"a":[5]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":0}""", """{"a":[]}""", "Python: no", "here: yes")]
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
    [InlineData("""{"a":[1]}""", """{"a":[true]}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{}}""", """{"a":"x"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{}}""", "{}", "Python: yes", "here: no")]
    [InlineData("""{"a":{}}""", """{"a":{}}""", "Python: yes", "here: yes")]
    // $eq and $ne compare kinds too, and arrays and objects never equal one another.
    [InlineData("""{"a":{"$eq":5}}""", """{"a":"5"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":"5"}}""", """{"a":5}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":1}}""", """{"a":true}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":0}}""", "{}", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":0}}""", """{"a":null}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":true}}""", """{"a":1}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":null}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$eq":null}}""", """{"a":0}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$eq":[1]}}""", """{"a":[1]}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$ne":5}}""", """{"a":"5"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":"5"}}""", """{"a":5}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":5}}""", """{"a":"x"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":1}}""", """{"a":true}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":true}}""", """{"a":1}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":true}}""", """{"a":"x"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":0}}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":0}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":"pro"}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":null}}""", """{"a":"pro"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":null}}""", """{"a":0}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$ne":[1]}}""", """{"a":[1]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$in":[true]}}""", """{"a":1}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$in":[1]}}""", """{"a":true}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$in":[1]}}""", """{"a":[true]}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$ini":[0]}}""", """{"a":false}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$nin":[1]}}""", """{"a":true}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$nini":[0]}}""", """{"a":false}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$in":["5"]}}""", """{"a":5}""", "Python: no", "here: no")]
    [InlineData("""{"a":{"$in":[null]}}""", "{}", "Python: yes", "here: yes")]
    // An array or an object in a list equals none.
    [InlineData("""{"a":{"$in":[{"x":1}]}}""", """{"a":{"x":1}}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$ini":[{"x":1}]}}""", """{"a":{"x":1}}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$nin":[{"x":1}]}}""", """{"a":{"x":1}}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$nini":[{"x":1}]}}""", """{"a":{"x":1}}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$in":["x"]}}""", """{"a":["x",{}]}""", "Python: TypeError", "here: yes")]
    [InlineData("""{"a":{"$nin":["x"]}}""", """{"a":[{}]}""", "Python: TypeError", "here: yes")]
    // Operands inside operators are compared like bare ones.
    [InlineData("""{"a":{"$not":"5"}}""", """{"a":5}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$size":"2"}}""", """{"a":["x","y"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$size":true}}""", """{"a":["x","y"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$all":["1"]}}""", """{"a":[1]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$alli":[1]}}""", """{"a":["1"]}""", "Python: no", "here: yes")]
    // A null element matches no $elemMatch.
    [InlineData("""{"a":{"$elemMatch":{"$exists":false}}}""", """{"a":[null]}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$elemMatch":{"$nin":["x"]}}}""", """{"a":[null]}""", "Python: yes", "here: no")]
    // $exists asks whether its operand is truthy.
    [InlineData("""{"a":{"$exists":[]}}""", """{"a":"x"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$exists":{}}}""", "{}", "Python: yes", "here: no")]
    // A version is the text that ECMAScript gives a number.
    [InlineData("""{"a":{"$veq":"5"}}""", """{"a":5.0}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$veq":5.0}}""", """{"a":5}""", "Python: no", "here: yes")]
    // Regular expressions are tested against the text of the attribute.
    [InlineData("""{"a":{"$regex":"^n"}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":".*"}}""", """{"a":null}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":"^5"}}""", """{"a":55}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":"true"}}""", """{"a":true}""", "Python: no", "here: yes")]
    // Their syntax is that of ECMAScript without flags, over UTF-16 code units.
    [InlineData("""{"a":{"$regex":"(?i)PRO"}}""", """{"a":"pro"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$regex":"\\Apro\\Z"}}""", """{"a":"pro"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$regex":"(?P<n>pro)"}}""", """{"a":"pro"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$regex":"(?<n>pro)"}}""", """{"a":"pro"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$regex":"^\\w+$"}}""", """{"a":"é"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$regex":"^\\d$"}}""", """{"a":"\u0663"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$regex":"^x$"}}""", """{"a":"x\n"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$regex":"^.$"}}""", """{"a":"\ud83d\ude00"}""", "Python: yes", "here: no")]
    // An order is that of numbers, as ECMAScript reads them.
    [InlineData("""{"a":{"$lt":5}}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gte":0}}""", """{"a":""}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":5}}""", """{"a":"0x10"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$lt":5}}""", """{"a":[3]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":5}}""", """{"a":"1_0"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$gt":5}}""", """{"a":"inf"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$gt":5}}""", """{"a":"Infinity"}""", "Python: yes", "here: yes")]
    [InlineData("""{"a":{"$lt":5}}""", """{"a":"x"}""", "Python: no", "here: no")]
    [InlineData("""{"a":{"$lt":5}}""", "{}", "Python: yes", "here: yes")]
    [InlineData("""{"a":{"$gte":0}}""", "{}", "Python: yes", "here: yes")]
    // A text, a Boolean or null is a number next to any other kind.
    [InlineData("""{"a":{"$lt":"5"}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$lte":"0"}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gte":""}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":"5"}}""", "{}", "Python: no", "here: no")]
    [InlineData("""{"a":{"$lt":"5"}}""", """{"a":4}""", "Python: yes", "here: yes")]
    [InlineData("""{"a":{"$lt":"0x10"}}""", """{"a":5}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$lt":"5"}}""", """{"a":false}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$lt":true}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":true}}""", """{"a":"5"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":false}}""", """{"a":1}""", "Python: yes", "here: yes")]
    [InlineData("""{"a":{"$lte":null}}""", "{}", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":null}}""", """{"a":"1"}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":null}}""", """{"a":1}""", "Python: yes", "here: yes")]
    // An array or an object is its text.
    [InlineData("""{"a":{"$lt":"b"}}""", """{"a":["a"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a":{"$gt":"b"}}""", """{"a":["a"]}""", "Python: no", "here: no")]
    [InlineData("""{"a":{"$lt":[10]}}""", """{"a":[9]}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$lt":[10]}}""", """{"a":9}""", "Python: no", "here: yes")]
    // Texts are ordered by UTF-16 code units.
    [InlineData("""{"a":{"$lt":"\ud83d\ude00"}}""", """{"a":"\uff5e"}""", "Python: yes", "here: no")]
    [InlineData("""{"a":{"$gt":"\ud83d\ude00"}}""", """{"a":"\uff5e"}""", "Python: no", "here: yes")]
    // A path leads into arrays, and not into texts.
    [InlineData("""{"a.0":"x"}""", """{"a":["x"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a.length":2}""", """{"a":["x","y"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a.length":{"$gt":1}}""", """{"a":["x","y"]}""", "Python: no", "here: yes")]
    [InlineData("""{"a.length":3}""", """{"a":"abc"}""", "Python: no", "here: no")]
    public void A_condition_answers_as_the_reference_does(string condition, string attributes, string python, string here)
    {
        Assert.StartsWith("Python: ", python, StringComparison.Ordinal);
        // A regular expression of Python can be malformed here.
        var parsed = condition.Contains("$regex", StringComparison.Ordinal) ? Condition.Parse(condition).Value : Given.Condition(condition);
        var matches = Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes(attributes)), parsed);
        Assert.Equal(here, matches ? "here: yes" : "here: no");
    }

    /// <summary>Python hashes <c>0</c> and <c>False</c>, and gives <c>x</c>.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("false")]
    public void Zero_and_false_are_no_identifier(string id)
    {
        foreach (var rule in new[] { """{"key":"e","variations":["x","x"]}""", """{"force":"x","coverage":1}""" })
        {
            var features = """{"f":{"defaultValue":"d","rules":[RULE]}}""".Replace("RULE", rule, StringComparison.Ordinal);
            Assert.Equal("d", ValueOf(Given.Features(features, $$"""{"id":{{id}}}""")));
            Assert.Equal("x", ValueOf(Given.Features(features, """{"id":"0"}""")));
        }
    }

    /// <summary>Python 2.2.1 knows no reference: it looks for an attribute of this name, and finds none.</summary>
    [Fact]
    public void A_condition_refers_to_a_saved_group() =>
        Assert.True(Given.Matches("""{"$savedGroup":{"id":"g"}}""", """{"id":"1"}""", """{"g":{"type":"list","attributeKey":"id","values":["1"]}}"""));

    /// <summary>Python evaluates a rule's condition before it looks at forced variations, and gives <c>d</c>.</summary>
    [Fact]
    public void A_forced_variation_precedes_the_condition_of_a_rule()
    {
        var context = Given.Features("""{"f":{"defaultValue":"d","rules":[{"key":"e","variations":["x","y"],"condition":{"plan":"free"}}]}}""", """{"id":"1","plan":"pro"}""");
        Assert.Equal("d", ValueOf(context));
        Assert.Equal("y", ValueOf(context with { ForcedVariations = context.ForcedVariations.Add("e", 1) }));
        Assert.Equal("y", ValueOf(context with { Url = "https://shop.example/?e=1" }));
    }

    /// <summary>Python takes digits only, and gives <c>d</c>.</summary>
    [Fact]
    public void The_query_string_forces_the_number_that_it_begins_with()
    {
        var context = Given.Features("""{"f":{"defaultValue":"d","rules":[{"key":"e","variations":["x","y"],"coverage":0}]}}""", """{"id":"1"}""");
        Assert.Equal("y", ValueOf(context with { Url = "https://shop.example/?e=1abc" }));
        Assert.Equal("d", ValueOf(context with { Url = "https://shop.example/?e=abc1" }));
    }

    /// <summary>Python tests no filter from the first on whose attribute is missing, and gives <c>x</c> for each.</summary>
    [Theory]
    [InlineData("""[{"seed":"s","attribute":"anon","ranges":[[0,1]],"hashVersion":2}]""")]
    [InlineData("""[{"seed":"s","attribute":"id","ranges":[[0,1]],"hashVersion":2},{"seed":"s","attribute":"anon","ranges":[[0,1]],"hashVersion":2}]""")]
    public void A_filter_excludes_a_user_without_its_attribute(string filters)
    {
        foreach (var rule in new[] { """{"key":"e","variations":["x","x"],"filters":FILTERS}""", """{"force":"x","filters":FILTERS}""" })
        {
            var features = """{"f":{"defaultValue":"d","rules":[RULE]}}""".Replace("RULE", rule, StringComparison.Ordinal).Replace("FILTERS", filters, StringComparison.Ordinal);
            Assert.Equal("d", ValueOf(Given.Features(features, """{"id":"1"}""")));
            Assert.Equal("x", ValueOf(Given.Features(features, """{"id":"1","anon":"a"}""")));
        }
    }

    /// <summary>Python tracks only the experiments of the feature itself (here <c>e</c>), and reports the usage of this feature only.</summary>
    [Fact]
    public void Effects_include_those_of_prerequisites()
    {
        var context = Given.Features("""
            {"p":{"rules":[{"key":"pe","variations":[true,true]}]},
            "f":{"rules":[{"parentConditions":[{"id":"p","condition":{"value":true}}],"key":"e","variations":["x","x"]}]}}
            """, """{"id":"1"}""");
        var effects = Evaluator.EvalFeature(context, "f").Effects;
        Assert.Equal(["pe", "e"], effects.OfType<Effect.ExperimentViewed>().Select(viewed => viewed.Experiment.Key));
        Assert.Equal(["p", "f"], effects.OfType<Effect.FeatureEvaluated>().Select(evaluated => evaluated.FeatureKey));
    }

    /// <summary>
    /// The buckets of JavaScript's SDK 1.8.0 for a text with a character beyond U+FFFF. Python hashes its code point: 0.181 and 0.6401.
    /// </summary>
    [Theory]
    [InlineData(1, 0.252)]
    [InlineData(2, 0.0673)]
    public void Hashes_walk_code_units(int version, double bucket)
    {
        var experiment = Given.Experiment($$"""{"key":"exp","variations":[0,1],"hashVersion":{{version}}}""");
        Assert.Equal(bucket, Evaluator.RunExperiment(new Context(Payload.Empty, new Attributes { ["id"] = "a\ud83d\ude00b" }), experiment).Result.Bucket);
    }

    /// <summary>Python hashes <c>str</c> of the value.</summary>
    [Theory]
    [InlineData("0.00001", "0.00001", "1e-05")]
    [InlineData("1e16", "10000000000000000", "1e+16")]
    [InlineData("""["a","b"]""", "a,b", "['a', 'b']")]
    public void A_value_hashes_as_the_text_that_ECMAScript_gives_it(string id, string here, string python)
    {
        var experiment = new Experiment("exp", 0, 1);
        var bucket = BucketOf(Given.Attributes($$"""{"id":{{id}}}"""));
        Assert.Equal(BucketOf(new Attributes { ["id"] = here }), bucket);
        Assert.NotEqual(BucketOf(new Attributes { ["id"] = python }), bucket);

        double? BucketOf(Attributes attributes) => Evaluator.RunExperiment(new Context(Payload.Empty, attributes), experiment).Result.Bucket;
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

    private static string ValueOf(Context context) => Evaluator.EvalFeature(context, "f").Result.ValueOr("");
}
