using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Reading reports every fault with its JSON path; a malformed part matches no user.</summary>
public class ConditionsAndExperimentsTests
{
    [Theory]
    [InlineData("""{"a":{"$foo":1}}""", "$.a.$foo", "unknown operator; it matches nothing")]
    [InlineData("""{"a":{"$in":"x"}}""", "$.a.$in", "the operand is not an array; the operator matches nothing")]
    [InlineData("""{"a":{"$nin":1}}""", "$.a.$nin", "the operand is not an array; the operator matches nothing")]
    [InlineData("""{"a":{"$all":1}}""", "$.a.$all", "the operand is not an array; the operator matches nothing")]
    [InlineData("""{"a":{"$alli":{}}}""", "$.a.$alli", "the operand is not an array; the operator matches nothing")]
    [InlineData("""{"a":{"$inGroup":1}}""", "$.a.$inGroup", "the operand is not a string; the operator matches nothing")]
    [InlineData("""{"a":{"$regex":1}}""", "$.a.$regex", "the operand is not a string; the operator matches nothing")]
    [InlineData("""{"a":{"$regex":"("}}""", "$.a.$regex", null)]
    [InlineData("""{"a":{"$type":[]}}""", "$.a.$type", "the operand is not a string; the operator matches nothing")]
    [InlineData("""{"a":{"$elemMatch":1}}""", "$.a.$elemMatch", "the operand is not a condition or an object of operators; the operator matches nothing")]
    [InlineData("""{"a":{"$elemMatch":{"b":{"$x":1}}}}""", "$.a.$elemMatch.b.$x", null)]
    [InlineData("""{"a":{"$not":{"$x":1}}}""", "$.a.$not.$x", null)]
    [InlineData("""{"a":{"$all":[1,{"$x":1}]}}""", "$.a.$all[1].$x", null)]
    [InlineData("""{"$or":1}""", "$.$or", "not an array of conditions; it matches no user")]
    [InlineData("""{"$and":[{},1]}""", "$.$and[1]", "not a condition object; it matches no user")]
    [InlineData("""{"$nor":{}}""", "$.$nor", "not an array of conditions; it matches no user")]
    [InlineData("""{"$not":[]}""", "$.$not", "not a condition object; it matches no user")]
    [InlineData("""{"$savedGroup":"x"}""", "$.$savedGroup", null)]
    [InlineData("""{"$savedGroup":{"id":"g","attributeKey":1}}""", "$.$savedGroup", null)]
    [InlineData("""{"a.b":{"$x":1}}""", "$['a.b'].$x", null)]
    [InlineData("""{"":{"$x":1}}""", "$[''].$x", null)]
    [InlineData("""{"it's":{"$x":1}}""", @"$['it\'s'].$x", null)]
    [InlineData("""{"a b\u00e9":{"$x":1}}""", "$['a bé'].$x", null)]
    [InlineData("""{"a-1_$":{"$x":1}}""", "$.a-1_$.$x", null)]
    public void A_fault_in_a_condition_has_its_path_and_matches_no_user(string json, string path, string? message)
    {
        var (condition, errors) = Condition.Parse(json);
        var error = Assert.Single(errors);
        Assert.Equal((ErrorSeverity.Error, path), (error.Severity, error.Path));
        if (message is not null)
            Assert.Equal(message, error.Message);
        if (!json.Contains("$not\":{", StringComparison.Ordinal) && !json.Contains("$nor", StringComparison.Ordinal))
            Assert.False(Evaluator.EvalCondition(new Context(Payload.Empty, Given.Attributes("""{"a":[1,2]}""")), condition));
    }

    /// <summary>The conversion of an array to one value wins over the elements as arguments.</summary>
    [Fact]
    public void An_array_as_the_only_variation_is_refused()
    {
        string[] names = ["green", "blue"];
        int[] numbers = [1, 2];
        var fault = Assert.Throws<ArgumentException>(() => new Experiment("button", names));
        Assert.StartsWith("the only variation of the experiment button is an array; write [.. names] if its elements are the variations", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Experiment("button", numbers));

        Assert.Equal("""{"variations":["green","blue"],"key":"button"}""", new Experiment("button", [.. names]).ToString());
        Assert.Equal("""{"variations":[["green","blue"],[1,2]],"key":"button"}""", new Experiment("button", names, numbers).ToString());
        Assert.Equal("""{"variations":[["green"]],"key":"e"}""", Experiment.Parse("""{"key":"e","variations":[["green"]]}""").Value!.ToString());
        Assert.Equal("""{"variations":[1,2],"key":"button"}""", new Experiment("button", Assert.IsType<Value.Array>(Given.Value("[1,2]"))).ToString());
    }

    [Fact]
    public void Conditions_are_equal_by_their_json_text()
    {
        var one = Given.Condition("""{"a":1,"b":{"$in":[1]}}""");
        Assert.Equal(one, Condition.From(Given.Value("""{"a":1,"b":{"$in":[1]}}""")));
        Assert.Equal(one.GetHashCode(), Given.Condition("""{ "a" : 1, "b":{"$in":[1]}}""").GetHashCode());
        Assert.NotEqual(one, Given.Condition("""{"b":{"$in":[1]},"a":1}"""));
        Assert.False(one.Equals(null));
        Assert.False(one.Equals((object)"x"));
        Assert.Equal("""{"a":1,"b":{"$in":[1]}}""", one.ToString());
    }

    private const string Everything =
        """
        {"variations":["a",{"b":1}],"key":"exp","coverage":0.5,"weights":[0.3,0.7],"hashAttribute":"id","fallbackAttribute":"device","disableStickyBucketing":false,
         "bucketVersion":2,"minBucketVersion":1,"namespace":["ns",0,0.5],"meta":[{"key":"k","name":"n","passthrough":true},{}],"ranges":[[0,0.1],[0.5,1]],
         "name":"Name","phase":"1","seed":"s","hashVersion":2,"filters":[{"attribute":"id","seed":"f","hashVersion":1,"ranges":[[0,1]]}],"condition":{"a":1},
         "parentConditions":[{"id":"p","condition":{"value":true},"gate":true},{"id":"q"}],"urlPatterns":[{"include":false,"type":"regex","pattern":"x"}],
         "force":1,"active":true,"status":"running","persistQueryString":true,"manual":false,"changeId":"c","contextualBandit":{"leafId":1,"variationWeights":[0.5,0.5],"banditVersion":3},
         "mine":{"x":1}}
        """;

    [Fact]
    public void An_experiment_reads_all_its_members_and_writes_them_again()
    {
        var experiment = Given.Experiment(Everything);
        Assert.Equal(("exp", 0.5, 2.0, 2, 1), (experiment.Key, experiment.Coverage, experiment.HashVersion, experiment.BucketVersion, experiment.MinBucketVersion));
        Assert.Equal(new ExperimentNamespace("ns", new BucketRange(0, 0.5)), experiment.Namespace);
        Assert.Equal(new VariationMeta("k", "n", true), experiment.Meta[0]);
        Assert.Equal(new Filter("f", [new BucketRange(0, 1)], "id", 1), experiment.Filters[0]);
        Assert.Equal(new Filter("f", [new BucketRange(0, 1)], "id", 1).GetHashCode(), experiment.Filters[0].GetHashCode());
        Assert.NotEqual(new Filter("f", [new BucketRange(0, 0.5)], "id", 1), experiment.Filters[0]);
        Assert.NotEqual(new Filter("g", [new BucketRange(0, 1)], "id", 1), experiment.Filters[0]);
        Assert.NotEqual(new Filter("f", default, "id", 1), experiment.Filters[0]);
        Assert.Equal(new Filter("f", default), new Filter("f", default));
        Assert.Equal(new ParentCondition("p", Given.Condition("""{"value":true}"""), true), experiment.ParentConditions[0]);
        Assert.Equal(new UrlPattern("regex", "x", false), experiment.UrlPatterns[0]);
        Assert.Equal(Given.Object("""{"mine":{"x":1}}"""), experiment.UnknownMembers);
        Assert.Equal(Given.Object(Everything), experiment.ToValue());
        Assert.Equal(experiment, Given.Experiment(experiment.ToString()));
        Assert.Equal(experiment.GetHashCode(), Given.Experiment(experiment.ToString()).GetHashCode());
        Assert.NotEqual(experiment, experiment with { Coverage = 1 });
        Assert.NotEqual(experiment, experiment with { Key = "other" });
        Assert.False(experiment.Equals(null));
        Assert.Equal("""{"variations":[0,1],"key":"e"}""", new Experiment("e", 0, 1).ToString());
        Assert.Equal("""{"variations":[],"key":"e"}""", new Experiment("e", default(ImmutableArray<Value>)).ToString());
    }

    [Fact]
    public void Leaves_of_bandits_are_equal_by_their_weights()
    {
        var leaf = new ContextualBandit(1, [0.5, 0.5], 3);
        Assert.Equal(new ContextualBandit(1, [0.5, 0.5], 3), leaf);
        Assert.Equal(new ContextualBandit(1, [0.5, 0.5], 3).GetHashCode(), leaf.GetHashCode());
        Assert.NotEqual(leaf, new ContextualBandit(1, [0.4, 0.6], 3));
        Assert.NotEqual(leaf, new ContextualBandit(2, [0.5, 0.5], 3));
        Assert.False(leaf.Equals(null));
    }

    [Theory]
    [InlineData("{}", "$", "has no key")]
    [InlineData("""{"key":"e"}""", "$", "has no variations")]
    [InlineData("""{"key":1,"variations":[]}""", "$.key", "not a string")]
    [InlineData("""{"key":"e","variations":{}}""", "$.variations", "not an array")]
    [InlineData("""{"key":"e","variations":[0,1],"filters":[{"seed":"s"}]}""", "$.filters[0]", "has no ranges")]
    [InlineData("""{"key":"e","variations":[0,1],"parentConditions":[{}]}""", "$.parentConditions[0]", "has no id")]
    [InlineData("""{"key":"e","variations":[0,1],"namespace":["x",0]}""", "$.namespace", null)]
    [InlineData("""{"key":"e","variations":[0,1],"hashVersion":"2"}""", "$.hashVersion", "not a number")]
    public void A_malformed_experiment_is_left_out_and_reported_with_its_path(string json, string path, string? message)
    {
        var (experiment, errors) = Experiment.Parse(json);
        Assert.Null(experiment);
        Assert.Contains(errors, error => error.Path == path && (message is null || error.Message == message));
    }

    [Fact]
    public void An_experiment_nested_too_deep_is_none()
    {
        var (experiment, errors) = Experiment.Parse("{\"key\":\"e\",\"variations\":[" + Given.Nested(300, "[", "", "]") + ",1]}");
        Assert.Null(experiment);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public void Parts_of_payloads_that_are_wrong_are_named()
    {
        var (payload, errors) = Payload.Parse(
            """
            {"features":{"a.b":{"defaultValue":1,"rules":[17,{"force":1,"coverage":"x"},{"force":2}]},"it's":17,"c":{"rules":{}},"gate":{"defaultValue":5,"rules":[{"id":"nothing"}]}},
             "savedGroups":{"__sgCycle__":[],"bad":17,"half":{"type":"list"},"cond":{"type":"condition"}},
             "contextualBandits":{"b":1,"c":{"contexts":[{"weights":[1]},{"leafId":1,"condition":{"$x":1}}]}},
             "experiments":[1,{"key":"e","variations":[0,1],"urlPatterns":[{"type":"glob","pattern":"x"}],"meta":[1]}]}
            """);
        var found = errors.Select(error => $"{error.Severity} {error.Path}").ToHashSet();
        foreach (var expected in new[]
        {
            "Error $.features['a.b'].rules[0]", "Error $.features['a.b'].rules[1].coverage", "Error $.features['a.b'].rules[1]", @"Error $.features['it\'s']",
            "Error $.features.c.rules", "Warning $.features.gate.rules[0]", "Warning $.savedGroups.__sgCycle__", "Error $.savedGroups.bad",
            "Error $.savedGroups.half.values", "Error $.savedGroups.half.attributeKey", "Error $.savedGroups.cond.condition", "Error $.contextualBandits.b",
            "Error $.contextualBandits.c.contexts[0]", "Error $.experiments[0]", "Warning $.experiments[1].urlPatterns[0].type", "Warning $.experiments[1].meta[0]",
        })
        {
            Assert.Contains(expected, found);
        }
        Assert.Equal(2, Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "a.b").Result.Value);
        Assert.Equal(5, Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "gate").Result.Value);
        Assert.Equal(["e"], payload.Experiments.Select(experiment => experiment.Key));
    }

    [Fact]
    public void The_experiments_of_features_are_those_of_their_rules()
    {
        var (payload, _) = Payload.Parse("""
            {"features":{"none":{"defaultValue":1},"gate":{"rules":[{"parentConditions":[{"id":"unknown","condition":{"value":1},"gate":true}]}]},
              "b":{"rules":[{"force":1},{"key":"two","variations":[1,2]},{"key":"one","variations":[1,2,3]}]},"a":{"rules":[{"variations":["x","y"]}]}},
             "experiments":[{"key":"page","variations":[{},{}]}]}
            """);
        Assert.Equal([("two", 2), ("one", 3), ("a", 2)], payload.FeatureExperiments.Select(experiment => (experiment.Key, experiment.Variations.Length)));
        Assert.Empty(Payload.Empty.FeatureExperiments);
        Assert.All(payload.FeatureKeys, key => Assert.All(payload.ExperimentsOf(key), experiment => Assert.Contains(experiment, payload.FeatureExperiments)));
        Assert.Equal(3, payload.FeatureKeys.Sum(key => payload.ExperimentsOf(key).Count()));
        Assert.Empty(payload.ExperimentsOf("of no feature"));
    }

    /// <summary>A stored assignment counts only if its variation key is in <c>meta</c>.</summary>
    [Theory]
    [InlineData("""[{"key":"a"},{"key":"b"},{"key":"c"}]""", null)]
    [InlineData("""[{"key":"a"},{"key":"b"},{"key":"c"},{"key":"d"}]""", null)]
    [InlineData("null", null)]
    [InlineData("""[{"key":"a"},{"key":"b"}]""", "2 of 3")]
    [InlineData("[]", "0 of 3")]
    public void Metadata_of_fewer_variations_than_there_are_is_a_warning(string meta, string? warning)
    {
        var experiment = "{\"key\":\"e\",\"variations\":[1,2,3],\"meta\":" + meta + "}";
        foreach (var (payload, path) in new[]
        {
            ("{\"features\":{\"f\":{\"rules\":[" + experiment + "]}}}", "$.features.f.rules[0].meta"),
            ("{\"features\":{\"f\":{\"rules\":[" + experiment.Replace("variations", "contextualVariations", StringComparison.Ordinal) + "]}}}", "$.features.f.rules[0].meta"),
            ("{\"features\":{},\"experiments\":[" + experiment + "]}", "$.experiments[0].meta"),
        })
        {
            var faults = Payload.Parse(payload).Errors.Where(error => error.Path.EndsWith("meta", StringComparison.Ordinal)).ToArray();
            if (warning is null)
                Assert.Empty(faults);
            else
                Assert.Equal((path, ErrorSeverity.Warning, true), (faults.Single().Path, faults[0].Severity, faults[0].Message.Contains(warning, StringComparison.Ordinal)));
        }
    }

    /// <summary>The spec's functions, with values of the public case suite.</summary>
    [Fact]
    public void The_functions_of_the_specification_are_public()
    {
        Assert.Equal(0.22, Hashing.Hash("", "a", 1));
        Assert.Equal(0.077, Hashing.Hash("", "b", 1));
        Assert.Null(Hashing.Hash("", "a", 3));
        Assert.Equal(1, Hashing.DefaultVersion);
        Assert.Equal<IEnumerable<double>>([0.5, 0.5], Bucketing.EqualWeights(2));
        Assert.Empty(Bucketing.EqualWeights(0));
        Assert.Empty(Bucketing.EqualWeights(-1));
        Assert.Equal<IEnumerable<BucketRange>>([new BucketRange(0, 0.25), new BucketRange(0.5, 0.75)], Bucketing.BucketRanges(2, 0.5));
        Assert.Equal<IEnumerable<BucketRange>>([new BucketRange(0, 0), new BucketRange(0.5, 0.5)], Bucketing.BucketRanges(2, -1, [0.5, 0.5]));
        Assert.Equal<IEnumerable<BucketRange>>([new BucketRange(0, 0.5), new BucketRange(0.5, 1)], Bucketing.BucketRanges(2, 2, [0.2, 0.2]));
        Assert.Equal(1, Bucketing.ChooseVariation(0.5, Bucketing.BucketRanges(2)));
        Assert.Equal(-1, Bucketing.ChooseVariation(1, Bucketing.BucketRanges(2)));
        Assert.True(Bucketing.InNamespace("1", new ExperimentNamespace("ns", new BucketRange(0, 1))));
        Assert.False(Bucketing.InNamespace("1", new ExperimentNamespace("ns", new BucketRange(1, 2))));
        Assert.Equal(1, Bucketing.QueryStringOverride("e", "https://a.example/?e=1abc", 2));
        Assert.Null(Bucketing.QueryStringOverride("e", "https://a.example/?e=2", 2));
        Assert.Null(Bucketing.QueryStringOverride("e", null!, 2));
        Assert.Equal("    1-    2-    3-~", Bucketing.PaddedVersion("v1.2.3+build"));
        Assert.Equal("    1-    2-    3-rc-    1", Bucketing.PaddedVersion("1.2.3-rc.1"));
    }
}
