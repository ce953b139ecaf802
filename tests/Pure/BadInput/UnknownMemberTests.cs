namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A misspelt member would widen the audience without a word, so each kind of object warns of members that it does not have.</summary>
public class UnknownMemberTests
{
    [Theory]
    [InlineData("""{"features":{"f":{"defaultValue":0,"rules":[{"force":1,"conditon":{"id":"1"}}]}}}""", "$.features.f.rules[0].conditon", "condition")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"Coverage":0.5}]}}}""", "$.features.f.rules[0].Coverage", "coverage")]
    [InlineData("""{"features":{"f":{"rules":[{"variatons":[1,2],"parentConditions":[{"id":"p"}]}]}}}""", "$.features.f.rules[0].variatons", "variations")]
    [InlineData("""{"features":{"f":{"defaultvalue":1}}}""", "$.features.f.defaultvalue", "defaultValue")]
    [InlineData("""{"features":{"f":{"default":1}}}""", "$.features.f.default", "defaultValue")]
    [InlineData("""{"features":{"f":{"value":1}}}""", "$.features.f.value", "defaultValue")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"value":2}]}}}""", "$.features.f.rules[0].value", "force")]
    [InlineData("""{"features":{"f":{"rulse":[]}}}""", "$.features.f.rulse", "rules")]
    [InlineData("""{"feature":{},"features":{}}""", "$.feature", "features")]
    [InlineData("""{"features":{},"savedGroup":{}}""", "$.savedGroup", "savedGroups")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"filters":[{"seed":"s","ranges":[],"atribute":"a"}]}]}}}""", "$.features.f.rules[0].filters[0].atribute", "attribute")]
    [InlineData("""{"features":{"f":{"rules":[{"variations":[1,2],"meta":[{"key":"a"},{"keys":"b"}]}]}}}""", "$.features.f.rules[0].meta[1].keys", "key")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"parentConditions":[{"id":"p","conditions":{}}]}]}}}""", "$.features.f.rules[0].parentConditions[0].conditions", "condition")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"tracks":[{"experiment":{"key":"e","variations":[1,2]},"result":{"variationId":0},"results":1}]}]}}}""", "$.features.f.rules[0].tracks[0].results", "result")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"condition":{"$savedGroup":{"id":"g","attributekey":"a"}}}]}}}""", "$.features.f.rules[0].condition.$savedGroup.attributekey", "attributeKey")]
    [InlineData("""{"features":{},"savedGroups":{"g":{"type":"list","atributeKey":"id","attributeKey":"id","values":[]}}}""", "$.savedGroups.g.atributeKey", "attributeKey")]
    [InlineData("""{"features":{},"contextualBandits":{"b":{"banditVersions":1,"contexts":[]}}}""", "$.contextualBandits.b.banditVersions", "banditVersion")]
    [InlineData("""{"features":{},"contextualBandits":{"b":{"contexts":[{"leafId":1,"weight":[1]}]}}}""", "$.contextualBandits.b.contexts[0].weight", "weights")]
    [InlineData("""{"features":{},"experiments":[{"key":"e","variations":[{},{}],"urlPattern":[]}]}""", "$.experiments[0].urlPattern", "urlPatterns")]
    [InlineData("""{"features":{},"experiments":[{"key":"e","variations":[{},{}],"urlPatterns":[{"type":"simple","patern":"/","pattern":"/"}]}]}""", "$.experiments[0].urlPatterns[0].patern", "pattern")]
    [InlineData("""{"features":{},"experiments":[{"key":"e","variations":[{},{}],"parentConditions":[{"id":"p","gates":true}]}]}""", "$.experiments[0].parentConditions[0].gates", "gate")]
    [InlineData("""{"features":{},"experiments":[{"key":"e","variations":[1,2],"contextualBandit":{"leafId":1,"leaf_id":1}}]}""", "$.experiments[0].contextualBandit.leaf_id", "leafId")]
    public void A_misspelt_member_is_a_warning_with_its_path_and_the_nearest_name(string json, string path, string nearest)
    {
        var warning = Assert.Single(Payload.Parse(json).Errors, error => error.Message.StartsWith("unknown member", StringComparison.Ordinal));

        Assert.Equal(new PayloadError(ErrorSeverity.Warning, path, $"unknown member, which is ignored; did you mean {nearest}?"), warning);
    }

    [Fact]
    public void The_members_of_the_specification_and_metadata_are_known()
    {
        const string Json = """
            {"status":200,"features":{"f":{"defaultValue":1,"metadata":{"tags":["a"]},"rules":[{"id":"r","force":1,"condition":{},"coverage":1,"metadata":{}},
              {"variations":[1,2],"weights":[0.5,0.5],"key":"k","hashAttribute":"id","fallbackAttribute":"d","hashVersion":2,"disableStickyBucketing":false,
               "bucketVersion":1,"minBucketVersion":0,"coverage":1,"namespace":["n",0,1],"ranges":[[0,0.5],[0.5,1]],"meta":[{"key":"0","name":"a","passthrough":true},{"key":"1"}],
               "filters":[{"attribute":"id","seed":"s","hashVersion":2,"ranges":[[0,1]]}],"seed":"s","name":"n","phase":"0","contextualBanditRef":"b",
               "parentConditions":[{"id":"p","condition":{},"gate":true}]},{"contextualVariations":[1,2]},{"range":[0,1],"force":1,"tracks":[]}]}},
             "experiments":[{"key":"e","variations":[{},{}],"manual":false,"changeId":"c","persistQueryString":true,"urlPatterns":[{"include":true,"type":"simple","pattern":"/"}],
               "metadata":{},"groups":null,"include":null,"url":""}],
             "savedGroups":{"l":{"type":"list","attributeKey":"id","values":[]},"c":{"type":"condition","condition":{}}},
             "contextualBandits":{"b":{"banditVersion":7,"contexts":[{"leafId":1,"condition":{},"weights":[0.5,0.5]}]}},"dateUpdated":null}
            """;

        Assert.Empty(Payload.Parse(Json).Errors);
    }

    /// <summary>A newer server may write a member to each rule, and that must not push other faults off the list.</summary>
    [Fact]
    public void A_member_like_no_known_one_is_listed_once_for_each_kind_of_object()
    {
        var rules = string.Join(",", Enumerable.Repeat("""{"force":1,"brandNew":1}""", 5_000));

        var errors = Payload.Parse($$$$"""{"brandNew":1,"features":{"f":{"rules":[{{{{rules}}}},7],"brandNew":2}}}""").Errors;

        Assert.Equal(["$.features.f.rules[0].brandNew", "$.features.f.rules[5000]", "$.features.f.brandNew", "$.brandNew"], errors.Select(error => error.Path));
        Assert.All(errors.Where((_, i) => i != 1), error => Assert.Equal(
            new PayloadError(ErrorSeverity.Warning, error.Path, "unknown member, which is ignored; only its first place is listed"), error));
    }

    /// <summary>Features that name a bandit that comes later are read twice.</summary>
    [Fact]
    public void A_member_is_listed_once_though_the_features_are_read_twice()
    {
        var errors = Payload.Parse("""{"features":{"f":{"rules":[{"variations":[1,2],"contextualBanditRef":"b","brandNew":1,"conditon":{}}]}},"contextualBandits":{"b":{"contexts":[]}}}""").Errors;

        Assert.Equal(["$.features.f.rules[0].brandNew", "$.features.f.rules[0].conditon"], errors.Select(error => error.Path));
    }

    [Fact]
    public void Unknown_members_without_number_are_counted_and_cost_memory_in_proportion()
    {
        static string Rules(int count) => "{\"features\":{\"f\":{\"rules\":[{\"force\":1," + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"brandNew{i}\":1")) + "}]}}}";
        Assert.Equal("9,000 more faults; the first 1,000 are listed", Payload.Parse(Rules(10_000)).Errors[^1].Message);
        Work.AssertLinear(4_000, count =>
        {
            var json = Rules(count);
            return AllocatedBytes.OfOne(() => Payload.Parse(json));
        });
    }

    [Theory]
    [InlineData("conditon", "condition")]
    [InlineData("condtiion", "condition")]
    [InlineData("CONDITION", "condition")]
    [InlineData("parent_conditions", "parentConditions")]
    [InlineData("ID", "id")]
    [InlineData("ids", null)]
    [InlineData("kye", "key")]
    [InlineData("", null)]
    [InlineData("brandNew", null)]
    public void The_nearest_name_is_at_most_a_quarter_of_its_characters_away(string name, string? nearest) =>
        Assert.Equal(nearest, new MemberNames("id", "key", "condition", "parentConditions").Nearest(name));

    /// <summary>The evaluation ignores unknown members, as the reference does.</summary>
    [Fact]
    public void An_unknown_member_changes_no_result()
    {
        var with = Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"force":1,"conditon":{"id":"1"}}]}}}""").Value;

        Assert.Equal(1, Evaluator.EvalFeature(new Context(with, Attributes.Empty), "f").Result.Value);
    }

    [Fact]
    public void An_experiment_keeps_members_that_it_does_not_know_and_warns_of_misspelt_ones()
    {
        var (experiment, errors) = Experiment.Parse("""{"key":"e","variations":[1,2],"owner":"ada","covrage":0.5}""");

        Assert.Equal("ada", experiment!.UnknownMembers["owner"]);
        Assert.Equal(new PayloadError(ErrorSeverity.Warning, "$.covrage", "unknown member, which is ignored; did you mean coverage?"), Assert.Single(errors));
    }
}
