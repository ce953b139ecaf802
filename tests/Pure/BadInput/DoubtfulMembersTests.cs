namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Numbers and words of the right type that cannot be meant are warnings at their place, and leave evaluation as it is in the reference.</summary>
public class DoubtfulMembersTests
{
    private const string Percent = "a share is a number from 0 to 1, so that 50 % is 0.5";

    private const string Equal = "the variations get equal weights, unless there are ranges";

    [Theory]
    [InlineData("""{"force":2,"coverage":30,"hashAttribute":"id"}""", "coverage", "30 counts as 1; " + Percent)]
    [InlineData("""{"force":2,"coverage":-0.3}""", "coverage", "-0.3 counts as 0; " + Percent)]
    [InlineData("""{"force":2,"coverage":1.00001}""", "coverage", "1.00001 counts as 1; " + Percent)]
    [InlineData("""{"force":2,"coverage":0.3,"hashVersion":7}""", "hashVersion", "neither 1 nor 2; no user is included")]
    [InlineData("""{"force":2,"range":[0,30]}""", "range", "reaches beyond the buckets; " + Percent)]
    [InlineData("""{"force":2,"range":[0.5,0.4]}""", "range", "a range that ends before it starts has no bucket")]
    [InlineData("""{"force":2,"filters":[{"seed":"s","ranges":[[0,0.5]]},{"seed":"t","ranges":[[0,0.5],[50,100]]}]}""", "filters[1].ranges[1]", "reaches beyond the buckets; " + Percent)]
    [InlineData("""{"force":2,"filters":[{"seed":"s","hashVersion":3,"ranges":[[0,0.5]]}]}""", "filters[0].hashVersion", "neither 1 nor 2; no user passes the filter")]
    [InlineData("""{"key":"e","variations":[0,1],"coverage":30}""", "coverage", "30 counts as 1; " + Percent)]
    [InlineData("""{"key":"e","variations":[0,1],"namespace":["x",0,50]}""", "namespace", "reaches beyond the buckets; " + Percent)]
    [InlineData("""{"key":"e","variations":[0,1],"namespace":["n",0.9,0.1]}""", "namespace", "a range that ends before it starts has no bucket")]
    [InlineData("""{"key":"e","variations":[0,1],"ranges":[[0,0.5],[-0.1,1]]}""", "ranges[1]", "reaches beyond the buckets; " + Percent)]
    [InlineData("""{"key":"e","variations":[0,1],"ranges":[[0,0.3],[0.3,0.6],[0.6,1]]}""", "ranges", "3 for 2 variations; the others are not used, or get no user")]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[50,50]}""", "weights", "the sum is 100 and not 1; " + Equal)]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5,0.4]}""", "weights", "the sum is 0.9 and not 1; " + Equal)]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[1.5,-0.5]}""", "weights", "a weight is beyond 0 to 1; " + Percent)]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.2,0.3,0.5]}""", "weights", "3 for 2 variations; " + Equal)]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[50,30,20]}""", "weights", "3 for 2 variations; " + Equal)]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5]}""", "weights", "1 for 2 variations; " + Equal)]
    [InlineData("""{"key":"e","variations":[0,1],"hashVersion":7}""", "hashVersion", "neither 1 nor 2; no user is included")]
    [InlineData("""{"key":"e","variations":[0]}""", "variations", "fewer than two variations; no user is in the experiment")]
    [InlineData("""{"key":"e","contextualVariations":[0]}""", "contextualVariations", "fewer than two variations; no user is in the experiment")]
    [InlineData("""{"force":2,"namespace":["n",0,0.1]}""", "namespace", "has no effect next to force, so that it excludes no user; write filters or coverage")]
    [InlineData("""{"force":2,"ranges":[[0,0.1]]}""", "ranges", "has no effect next to force, so that it excludes no user; write range")]
    [InlineData("""{"force":2,"key":"e","variations":[0,1]}""", "variations", "has no effect next to force: the experiment never runs; remove one of them")]
    [InlineData("""{"force":2,"contextualVariations":[0,1]}""", "contextualVariations", "has no effect next to force: the experiment never runs; remove one of them")]
    [InlineData("""{"force":2,"coverage":0.05,"range":[0,1]}""", "coverage", "has no effect next to range of more users; remove one of them")]
    [InlineData("""{"key":"e","variations":[0,1],"range":[0,0.1]}""", "range", "has no effect next to variations, so that it excludes no user; write ranges or coverage")]
    [InlineData("""{"key":"e","variations":[0,1],"ranges":[[0,0.4],[0.4,0.5]],"coverage":0.05}""", "coverage", "has no effect next to ranges of more users; remove one of them")]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5,0.5],"ranges":[[0,0.9],[0.9,1]]}""", "weights", "has no effect next to ranges of other shares; remove one of them")]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5,0.5],"ranges":[[0,0.2],[0.2,0.403]]}""", "weights", "has no effect next to ranges of other shares; remove one of them")]
    [InlineData("""{"key":"e","variations":[0,1],"namespace":["n",0,0.01],"filters":[{"seed":"s","ranges":[[0,0.5]]},{"seed":"t","ranges":[[0,0.2],[0.5,0.7]]}]}""", "namespace", "has no effect next to filters of more users; remove one of them")]
    [InlineData("""{"key":"e","variations":[0,1],"namespace":["n",0,0.01],"filters":[]}""", "namespace", "has no effect next to filters of more users; remove one of them")]
    public void A_rule_has_a_warning(string rule, string path, string message) => Assert.Equal(
        new PayloadError(ErrorSeverity.Warning, "$.features.f.rules[0]." + path, message),
        Assert.Single(Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[""" + rule + "]}}}").Errors));

    /// <summary>What servers write for older SDKs, and GrowthBook's for a stopped experiment of which it releases a variation.</summary>
    [Theory]
    [InlineData("""{"force":2,"coverage":1,"hashAttribute":"id","namespace":["n",0,0.1],"seed":"s","hashVersion":2}""")]
    [InlineData("""{"force":2,"coverage":0.1,"range":[0.3,0.4]}""")]
    [InlineData("""{"key":"e","variations":[0,1],"coverage":0.3,"weights":[0.5,0.5],"ranges":[[0,0.15],[0.5,0.65]]}""")]
    [InlineData("""{"key":"e","variations":[0,1],"coverage":0.5,"ranges":[[0,0.5],[0.6,0.6],[0,1]],"namespace":null}""", 1)] // the third range is none of a variation's
    [InlineData("""{"key":"e","variations":[0,1],"coverage":0.5,"ranges":[]}""")]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5,0.5],"ranges":[[0.6,0.8],[0.2,0.4]]}""")]
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5,0.5],"ranges":[[0,0.2],[0.2,0.402]]}""")] // 0.201 each but for rounding
    [InlineData("""{"key":"e","variations":[0,1],"weights":[0.5,0.5],"ranges":[[0,0.5],[0.3,1]]}""")] // the first range gets the shared buckets
    [InlineData("""{"key":"e","variations":[0,1,2],"weights":[0.33,0.33,0.33],"ranges":[[0,0.3],[0.3,0.6],[0.6,0.9]]}""")]
    [InlineData("""{"key":"e","variations":[0,1],"namespace":["n",0.2,0.3],"filters":[{"seed":"n","ranges":[[0.2,0.3]]},{"seed":"t","ranges":[[0,1]]}]}""")]
    public void An_ignored_share_that_is_not_smaller_has_no_warning(string rule, int others = 0) =>
        Assert.Equal(others, Payload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[""" + rule + "]}}}").Errors.Length);

    [Theory]
    [InlineData("\"weights\":[70,30]", "weights", "the sum is 100 and not 1; " + Equal)]
    [InlineData("\"coverage\":0.05,\"ranges\":[[0,0.5],[0.5,1]]", "coverage", "has no effect next to ranges of more users; remove one of them")]
    [InlineData("\"force\":5", "force", "no such variation; no user is in the experiment")]
    [InlineData("\"force\":-1", "force", "no such variation; no user is in the experiment")]
    [InlineData("\"status\":\"Draft\"", "status", "not draft, running or stopped; the experiment runs; did you mean draft?")]
    [InlineData("\"status\":\"STOPPED\"", "status", "not draft, running or stopped; the experiment runs; did you mean stopped?")]
    [InlineData("\"status\":\"inactive\"", "status", "not draft, running or stopped; the experiment runs")]
    [InlineData("""
        "urlPatterns":[{"type":"simple","pattern":"/a"},{"type":"regex","pattern":"(","include":true}]
        """, "urlPatterns[1].pattern", "not a regular expression: unterminated group at index 0; the pattern matches nothing")]
    [InlineData("""
        "urlPatterns":[{"type":"regex","pattern":"/checkout/\\d+\\z","include":true}]
        """, "urlPatterns[0].pattern", "`\\z` is the letter z, not the end of the text, which is $")]
    [InlineData("""
        "urlPatterns":[{"type":"simple","pattern":"https://exa mple.org/"}]
        """, "urlPatterns[0].pattern", "not a URL with wildcards; the pattern matches nothing")]
    [InlineData("""
        "urlPatterns":[{"type":"glob","pattern":"/a"}]
        """, "urlPatterns[0].type", "neither \"simple\" nor \"regex\"; the pattern matches nothing")]
    public void An_experiment_has_a_warning(string member, string path, string message)
    {
        var experiment = """{"key":"e","variations":[{"css":"a{}"},{}],""" + member + "}";
        var (read, errors) = Experiment.Parse(experiment);
        Assert.Equal(new PayloadError(ErrorSeverity.Warning, "$." + path, message), Assert.Single(errors));
        Assert.Equal([.. errors], read!.Validate().AsEnumerable());
        Assert.Equal(
            new PayloadError(ErrorSeverity.Warning, "$.experiments[0]." + path, message),
            Assert.Single(Payload.Parse("""{"features":{},"experiments":[""" + experiment + "]}").Errors));
    }

    /// <summary>A malformed part matches no user. Code need not look at the errors of <see cref="Condition.Parse"/>.</summary>
    [Theory]
    [InlineData("""{"seats":{"$inn":[3]}}""", "error at $.condition.seats.$inn: unknown operator; it matches nothing")]
    [InlineData("""{"$or":[{"a":1},{"b":{"$not":{"$regex":"("}}}]}""", "error at $.condition.$or[1].b.$not.$regex: not a regular expression: unterminated group at index 0; the operator matches nothing")]
    [InlineData("""{"$savedGroup":"staff"}""", "error at $.condition.$savedGroup: not a reference to a saved group, such as {\"id\":\"grp_1\"}; it matches no user")]
    [InlineData("{'seats':3}", "error at $.condition: no condition object, such as from a text that is not JSON, or one nested too deep; it matches no user")]
    [InlineData("[]", "error at $.condition: no condition object, such as from a text that is not JSON, or one nested too deep; it matches no user")]
    [InlineData("""{"a":1,"$orr":[]}""", "warning at $.condition.$orr: ")]
    public void A_condition_in_code_has_its_faults(string json, string fault)
    {
        var condition = Condition.Parse(json).Value;
        var parents = new Experiment("e", "a", "b") { ParentConditions = [new("f"), new("g", condition)] };
        Assert.StartsWith(fault, Assert.Single(new Experiment("e", "a", "b") { Condition = condition }.Validate()).ToString(), StringComparison.Ordinal);
        Assert.StartsWith(fault.Replace("$.condition", "$.parentConditions[1].condition", StringComparison.Ordinal), Assert.Single(parents.Validate()).ToString(), StringComparison.Ordinal);
        Assert.Empty((parents with { Active = false }).Validate());
    }

    /// <summary>What was read of it is a condition.</summary>
    [Fact]
    public void A_condition_in_code_that_is_too_deep_is_an_error()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"$not":""", 100_000)) + "{}" + new string('}', 100_000);
        var fault = Assert.Single(new Experiment("e", "a", "b") { Condition = Condition.Parse(deep).Value }.Validate());
        Assert.Equal("error at $.condition: no condition object, such as from a text that is not JSON, or one nested too deep; it matches no user", fault.ToString());
    }

    [Fact]
    public void A_condition_from_a_value_has_its_faults_and_a_valid_one_has_none()
    {
        Assert.Equal(
            "$.condition.a.$in",
            Assert.Single(new Experiment("e", 0, 1) { Condition = Condition.From(new Value.Object { ["a"] = new Value.Object { ["$in"] = 1 } }) }.Validate()).Path);
        Assert.Empty(new Experiment("e", 0, 1) { Condition = Condition.Parse("""{"a":{"$in":[1e999,2]},"$savedGroup":{"id":"x"}}""").Value, ParentConditions = [new("f", Condition.Parse("""{"value":true}""").Value)] }.Validate());
    }

    [Fact]
    public void An_empty_key_is_a_warning()
    {
        const string message = "empty; exposures do not name the experiment, and all experiments without a key share a seed";
        var warning = new PayloadError(ErrorSeverity.Warning, "$.key", message);
        Assert.Equal(warning, Assert.Single(new Experiment("", "a", "b").Validate()));
        Assert.Equal(warning, Assert.Single(Experiment.Parse("""{"key":"","variations":["a","b"]}""").Errors));
        Assert.Equal(
            warning with { Path = "$.experiments[0].key" },
            Assert.Single(Payload.Parse("""{"features":{},"experiments":[{"key":"","variations":[{},{}]}]}""").Errors));
        Assert.Empty(new Experiment("", "a", "b") { Active = false }.Validate());
        Assert.Empty(Payload.Parse("""{"features":{"f":{"rules":[{"key":"","variations":["a","b"]}]}}}""").Errors); // the key of the feature
    }

    [Theory]
    [InlineData("\"/b\"")]
    [InlineData("\"b\"")]
    [InlineData("\"shop.example/b\"")]
    [InlineData("\"//shop.example/b\"")]
    [InlineData("7")]
    public void A_redirect_that_never_happens_is_a_warning_and_none(string target)
    {
        var (payload, errors) = Payload.Parse(Redirect(target, "{\"type\":\"simple\",\"pattern\":\"/*\"}"));
        Assert.Equal(
            new PayloadError(ErrorSeverity.Warning, "$.experiments[1].variations[1].urlRedirect", "not an absolute URL, such as https://shop.example/b; the experiment redirects no user"),
            Assert.Single(errors));
        var (page, _) = Evaluator.EvalPage(new Context(payload, new Attributes { ["id"] = "1" }) { Url = "https://shop.example/a" });
        Assert.Null(page.Redirect);
    }

    [Fact]
    public void A_redirect_without_patterns_is_a_warning() => Assert.Equal(
        ["warning at $.experiments[0].urlPatterns: without them the experiment redirects no user"],
        Payload.Parse("""{"features":{},"experiments":[{"key":"r","variations":[{"urlRedirect":"https://shop.example/b"},{"urlRedirect":"/c"}]}]}""").Errors.Select(error => error.ToString()));

    [Fact]
    public void A_leaf_of_a_bandit_has_a_warning() => Assert.Equal(
        ["warning at $.contextualBandits.b.contexts[0].weights: the sum is 100 and not 1; " + Equal],
        Payload.Parse("""
            {"features":{},"contextualBandits":{"b":{"contexts":[{"leafId":1,"condition":{},"weights":[20,80]}]}}}
            """).Errors.Select(error => error.ToString()));

    [Theory]
    [InlineData("none", "{\"leafId\":1,\"weights\":[0.2,0.8]}", "$.features.f.rules[0].contextualBanditRef: the payload has no such contextual bandit; the rule runs as an experiment with weights of its own")]
    [InlineData("b", "{\"leafId\":1,\"weights\":[0.2,0.3,0.5]}", "$.features.f.rules[0].contextualBanditRef: leaf 1: 3 for 2 variations; " + Equal)]
    [InlineData("b", "{\"leafId\":1},{\"leafId\":2,\"weights\":[0.2,0.8]},{\"leafId\":3,\"weights\":[1]}", "$.features.f.rules[0].contextualBanditRef: leaf 3: 1 for 2 variations; " + Equal)]
    [InlineData("b", "{\"leafId\":1,\"weights\":[0.2,0.8]},{\"leafId\":1,\"weights\":[1,0]}", "$.contextualBandits.b.contexts[1].leafId: an earlier leaf has the same id; exposures do not tell their users apart")]
    [InlineData("b", "{\"leafId\":1,\"weights\":[0.2,0.8]},{\"leafId\":2}", null)]
    [InlineData("b", "{\"leafId\":1,\"weights\":[0.5,0.5]},{\"leafId\":2,\"weights\":[0.2,0.8]}", "$.features.f.rules[0].ranges: the weights of leaf 2 of the contextual bandit have no effect next to ranges of other shares; remove the ranges", "\"ranges\":[[0,0.5],[0.5,1]],")]
    [InlineData("b", "{\"leafId\":1,\"weights\":[0.5,0.5]},{\"leafId\":2}", null, "\"ranges\":[[0,0.5],[0.5,1]],")]
    public void A_bandit_that_does_not_fit_its_rule_has_a_warning(string reference, string leaves, string? warning, string members = "")
    {
        var features = "\"features\":{\"f\":{\"rules\":[{" + members + "\"key\":\"e\",\"variations\":[0,1],\"contextualBanditRef\":\"" + reference + "\"}]}}";
        var bandits = "\"contextualBandits\":{\"b\":{\"contexts\":[" + leaves + "]}}";
        Assert.All([$"{{{features},{bandits}}}", $"{{{bandits},{features}}}"], payload =>
            Assert.Equal(warning is null ? [] : ["warning at " + warning], Payload.Parse(payload).Errors.Select(error => error.ToString())));
    }

    /// <summary>What a past exposure says is no definition.</summary>
    [Fact]
    public void An_exposure_has_no_warning()
    {
        const string experiment = """
            {"key":"e","variations":[0,1],"coverage":30,"weights":[50,50],"hashVersion":7,"namespace":["n",0,50],"ranges":[[0,50],[50,100]],
             "filters":[{"seed":"s","hashVersion":3,"ranges":[[50,100]]}],"urlPatterns":[{"type":"glob","pattern":"/a"}]}
            """;
        const string result = """{"variationId":1,"hashAttribute":"id","hashValue":"u","leafId":1,"variationWeights":[50,50]}""";
        Assert.Empty(Payload.Parse("""{"features":{"f":{"rules":[{"force":1,"tracks":[{"experiment":""" + experiment + ",\"result\":" + result + "}]}]}}}").Errors);
        Assert.Equal(9, Experiment.Parse(experiment).Errors.Length); // two of the ranges, two of the filter, one of each other member
    }

    [Theory]
    [InlineData("\"status\":\"draft\"")]
    [InlineData("\"status\":\"stopped\"")]
    [InlineData("\"active\":false")]
    public void An_experiment_that_does_not_run_has_no_warning(string member)
    {
        const string start = """{"features":{},"experiments":[{""", rest = """
            "key":"e","variations":[{"urlRedirect":"/a"},{}],"coverage":30,"weights":[50,50,50],"hashVersion":7,"namespace":["n",0,50],"ranges":[[0,50]],
            "filters":[{"seed":"s","hashVersion":3,"ranges":[[50,100]]}]
            """;
        foreach (var patterns in new[] { "", ",\"urlPatterns\":[{\"type\":\"regex\",\"pattern\":\"(\"}]" })
        {
            Assert.Empty(Payload.Parse(start + member + "," + rest + patterns + "}]}").Errors);
            Assert.NotEmpty(Payload.Parse(start + rest + patterns + "}]}").Errors);
        }
    }

    /// <summary>That it is left out is an error; doubts about it would be noise.</summary>
    [Theory]
    [InlineData("""{"force":2,"filters":[{"seed":"s","ranges":[[0,50]]},7]}""")]
    [InlineData("""{"variations":[0],"coverage":"x"}""")]
    public void A_malformed_rule_has_no_warning(string rule) =>
        Assert.DoesNotContain(Payload.Parse("""{"features":{"f":{"rules":[""" + rule + "]}}}").Errors, error => error.Severity == ErrorSeverity.Warning);

    /// <summary>What a server sends for parts without users, for drafts, and as sums that are not exact.</summary>
    [Theory]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"coverage":0},{"force":1,"coverage":1},{"force":1,"coverage":null},{"force":1,"hashVersion":0},{"force":1,"range":[0,0]}]}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"variations":[0,1],"weights":[0,1],"hashVersion":0,"namespace":["n",0.5,0.5],"ranges":[[0,0],[0,1.0000000000000002]]}]}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"variations":[0,1,2],"weights":[0.3333,0.3333,0.3333]},{"variations":[0,1],"weights":[0.5,0.51]},{"variations":[0,1],"ranges":[]}]}}}""")]
    [InlineData("""{"features":{"f":{"defaultValue":0.30000000000000004,"rules":[{"force":1e22},{"force":9007199254740992},{"force":1.7976931348623157e308}]}}}""")]
    [InlineData("""{"features":{"f":{"defaultValue":12345678901234567,"rules":[{"force":1,"condition":{"id":{"$in":[12345678901234567,12345678901234569]}}}]}},"savedGroups":{"g":[12345678901234567]}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"force":1,"tracks":[{"experiment":{"key":"e","variations":[],"weights":[0.5,0.5],"status":"archived"},"result":{"variationId":1,"hashAttribute":"id","hashValue":"u"}}]}]}}}""")]
    [InlineData("""{"features":{},"experiments":[{"key":"a","variations":[{}],"status":"draft"},{"key":"b","variations":[],"active":false},{"key":"c","variations":[{},{}],"status":"running"},{"key":"d","variations":[{},{}],"status":""}]}""")]
    [InlineData("""{"features":{},"experiments":[{"key":"a","variations":[{"urlRedirect":""},{"urlRedirect":"https://shop.example/*?a=b"}],"urlPatterns":[{"type":"regex","pattern":"^https?://a/b\\/[/]c"},{"type":"simple","pattern":""},{"type":"simple","pattern":"*.shop.example/*"}]}]}""")]
    public void Legal_forms_are_silent(string payload) => Assert.Empty(Payload.Parse(payload).Errors);

    private static string Redirect(string target, string pattern) =>
        """{"features":{},"experiments":[{"key":"a","variations":[0,1],"active":false},{"key":"r","variations":[{},{"urlRedirect":""" + target + """}],"weights":[0,1],"urlPatterns":[""" + pattern + "]}]}";
}
