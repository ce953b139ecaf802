using System.Globalization;
using System.Text.Json.Nodes;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>
/// A value of the wrong type anywhere in a payload loses the part that contains it, never throws, and
/// never another feature, and an error names its path. Every node of a payload that has everything in it is replaced
/// by each kind of value in turn.
/// </summary>
public class WrongTypesTests
{
    private const string Payload =
        """
        {"status":200,"dateUpdated":"2026-08-01T00:00:00Z",
         "features":{
          "plain":{"defaultValue":"blue"},
          "parent":{"defaultValue":true},
          "child":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"parent","condition":{"value":true},"gate":true}]},{"id":"c1","force":1}]},
          "operators":{"defaultValue":0,"rules":[{"id":"o1","force":{"a":[1]},"condition":{
            "s":"x","n":1,"b":true,"z":null,"o":{"k":1},"l":[1],
            "e":{"$eq":1,"$ne":2,"$lt":3,"$lte":3,"$gt":0,"$gte":0,"$exists":true,"$type":"number","$not":{"$eq":7}},
            "v":{"$veq":"1.0.0","$vne":"2.0.0","$vlt":"2.0.0","$vlte":"1.0.0","$vgt":"0.9","$vgte":"1.0.0"},
            "i":{"$in":["a",1,true,null],"$nin":["b"],"$ini":["A"],"$nini":["B"]},
            "t":{"$all":["p",{"$eq":"q"}],"$alli":["P"],"$size":{"$gt":1},"$elemMatch":{"$eq":"q"}},
            "m":{"$elemMatch":{"k":1}},
            "r":{"$regex":"^a","$regexi":"^A"},
            "$or":[{"s":"x"},{"s":"y"}],"$nor":[{"s":"y"}],"$and":[{"s":"x"}],"$not":{"s":"y"}}}]},
          "groups":{"defaultValue":0,"rules":[{"force":1,"condition":{"id":{"$inGroup":"bare","$notInGroup":"none"},
            "$and":[{"$savedGroup":{"id":"list","attributeKey":"id"}},{"$savedGroup":{"id":"cond"}}]}}]},
          "rollout":{"defaultValue":0,"rules":[
            {"id":"r1","force":1,"coverage":0.5,"hashAttribute":"id","hashVersion":2,"seed":"s","fallbackAttribute":"device","disableStickyBucketing":false},
            {"id":"r2","force":2,"range":[0.1,0.9],"filters":[{"attribute":"id","seed":"f","hashVersion":2,"ranges":[[0,0.5],[0.5,1]]}]}]},
          "tracked":{"defaultValue":0,"rules":[{"force":1,"tracks":[{
            "experiment":{"key":"t","variations":[0,1]},
            "result":{"key":"1","featureId":"tracked","inExperiment":true,"hashUsed":true,"variationId":1,"value":1,"hashAttribute":"id","hashValue":"1",
                      "stickyBucketUsed":false,"name":"n","bucket":0.5,"passthrough":false,"leafId":3,"variationWeights":[0.5,0.5],"banditVersion":2}}]}]},
          "experiment":{"defaultValue":0,"rules":[{"id":"e1","key":"exp","variations":["a",{"b":1}],"weights":[0.5,0.5],"coverage":1,
            "hashAttribute":"id","fallbackAttribute":"device","hashVersion":2,"disableStickyBucketing":false,"bucketVersion":1,"minBucketVersion":0,
            "namespace":["ns",0,1],"meta":[{"key":"k0","name":"n0","passthrough":false},{"key":"k1"}],"name":"Exp","phase":"1","seed":"seed",
            "condition":{"s":"x"},"parentConditions":[{"id":"parent","condition":{"value":true},"gate":false}]}]},
          "ranges":{"defaultValue":0,"rules":[{"variations":[1,2],"ranges":[[0,0.5],[0.5,1]],"filters":[{"seed":"f","ranges":[[0,1]]}]}]},
          "bandit":{"defaultValue":0,"rules":[{"key":"cb","contextualVariations":[1,2],"contextualBanditRef":"cb1","weights":[0.5,0.5],"hashVersion":2}]}},
         "savedGroups":{"bare":["1","2"],"none":[],"list":{"type":"list","attributeKey":"id","values":["1"]},"cond":{"type":"condition","condition":{"s":"x"}}},
         "contextualBandits":{"cb1":{"banditVersion":7,"contexts":[{"leafId":1,"condition":{"s":"x"},"weights":[0.2,0.8]},{"leafId":2,"condition":{},"weights":[0.5,0.5]}]}},
         "experiments":[
          {"key":"redirect","variations":[{"urlRedirect":"https://b.example/"},{"urlRedirect":"https://c.example/"}],"weights":[0.5,0.5],"coverage":1,
           "hashAttribute":"id","hashVersion":2,"condition":{"s":"x"},"urlPatterns":[{"include":true,"type":"simple","pattern":"https://a.example/*"}],
           "active":true,"status":"running","force":1,"persistQueryString":true,"manual":false,"changeId":"c1","name":"N","phase":"0",
           "contextualBandit":{"leafId":1,"variationWeights":[0.5,0.5],"banditVersion":1}},
          {"key":"visual","variations":[{},{"domMutations":[],"css":"a{}","js":""}]}]}
        """;

    private const string User =
        """
        {"id":"1","device":"d","s":"x","n":1,"b":true,"o":{"k":1},"l":[1],"e":1,"v":"1.0.0","i":"a","t":["p","q"],"m":[{"k":1}],"r":"abc"}
        """;

    private static readonly string[] Replacements = ["null", "true", "1", "\"x\"", "[]", "{}"];

    /// <summary>The other parts of the payload that affect a feature.</summary>
    private static readonly Dictionary<string, string[]> DependsOn = new()
    {
        ["child"] = ["$.features.parent"],
        ["experiment"] = ["$.features.parent"],
        ["groups"] = ["$.savedGroups"],
        ["bandit"] = ["$.contextualBandits"],
    };

    /// <summary>Nodes at which any JSON is in its place, by how their path ends; below <c>*</c> too.</summary>
    private static readonly string[] Free =
    [
        "$.status", ".defaultValue", ".force.a[0]", ".force.a", ".rules[0].force", ".rules[1].force", ".tracks[0].result.value", ".hashValue",
        ".$eq", ".$ne", ".$lt", ".$lte", ".$gt", ".$gte", ".$exists", ".$veq", ".$vne", ".$vlt", ".$vlte", ".$vgt", ".$vgte",
        ".$in[0]", ".$in[1]", ".$in[2]", ".$in[3]", ".$nin[0]", ".$ini[0]", ".$nini[0]", ".$all[0]", ".$all[1]", ".$alli[0]", ".$size", ".e.$not",
        ".condition.s", ".condition.n", ".condition.b", ".condition.z", ".condition.o", ".condition.o.k", ".condition.l", ".condition.l[0]",
        ".condition.e", ".condition.v", ".condition.i", ".condition.t", ".condition.m", ".condition.r", ".condition.id", ".$elemMatch.k", ".$size.$gt",
        ".$or[0].s", ".$or[1].s", ".$nor[0].s", ".$and[0].s", ".$not.s", ".condition.value",
        ".variations[0]", ".variations[1]", ".variations[1].b", ".urlRedirect", ".domMutations", ".css", ".js",
        ".contextualVariations[0]", ".contextualVariations[1]", ".bare[0]", ".bare[1]", ".values[0]",
    ];

    [Fact]
    public void The_payload_of_these_tests_is_free_of_faults_and_each_rule_in_it_answers()
    {
        var context = Given.Context(Payload, User);
        var sources = context.Payload.FeatureKeys.ToDictionary(key => key, key => Evaluator.EvalFeature(context, key).Result.Source);
        Assert.Equal(FeatureResultSource.DefaultValue, sources["plain"]);
        foreach (var key in new[] { "child", "operators", "groups", "rollout", "tracked" })
            Assert.Equal((key, FeatureResultSource.Force), (key, sources[key]));
        foreach (var key in new[] { "experiment", "ranges", "bandit" })
            Assert.Equal((key, FeatureResultSource.Experiment), (key, sources[key]));
    }

    /// <summary>The culture changes from node to node, so that each is in force for a fifth of them.</summary>
    [Fact]
    public void Nothing_throws_other_features_stay_and_the_path_of_what_is_lost_is_reported()
    {
        var good = Contexts(Given.Payload(Payload));
        var before = good[0].Payload.FeatureKeys.ToDictionary(key => key, key => good.Select(c => Evaluator.EvalFeature(c, key)).ToArray());

        var unreported = new List<string>();
        var paths = Paths(JsonNode.Parse(Payload)!).ToList();
        Assert.True(paths.Count > 280);
        foreach (var path in paths)
        {
            using var here = new CultureScope(UnderCulturesAttribute.Names[path.Length % UnderCulturesAttribute.Names.Length]);
            foreach (var replacement in Replacements)
            {
                var (json, original) = Replace(path, replacement);
                var (payload, errors) = GrowthBook.Payload.Parse(json);
                var contexts = Contexts(payload);
                foreach (var (key, expected) in before)
                {
                    var actual = contexts.Select(c => Evaluator.EvalFeature(c, key)).ToArray();
                    if (!Touches(key, path))
                        Assert.True(expected.SequenceEqual(actual), $"{path} = {replacement} changed {key}");
                }
                foreach (var context in contexts)
                {
                    Evaluator.EvalPage(context);
                    foreach (var key in payload.FeatureKeys.Where(key => Touches(key, path)))
                        Evaluator.Explain(context, key).ToString();
                }

                Assert.All(errors, error => Assert.True(
                    Within(error.Path, path) || Within(path, error.Path) || IsOfBanditRule(error, path, replacement), $"{path} = {replacement} is reported as {error}"));
                // An array in the place of another group is a group of the older shape.
                var otherShape = replacement == "[]" && path is ("$.savedGroups.list" or "$.savedGroups.cond");
                if (replacement != "null" && Kind(replacement) != original && !otherShape && !Free.Any(end => path.EndsWith(end, StringComparison.Ordinal))
                    && !errors.Any(error => error.Path == path || error.Path == Whole(path)))
                {
                    unreported.Add($"{path} = {replacement}: {string.Join("; ", errors)}");
                }
            }
        }
        Assert.True(unreported.Count == 0, string.Join("\n", unreported));
    }

    [Theory]
    [UnderCultures]
    public void Wrong_types_anywhere_in_a_context_are_reported_with_their_path_and_never_throw(string culture)
    {
        using var here = new CultureScope(culture);
        const string context =
            """
            {"attributes":{"id":"1"},"attributeOverrides":{"s":"x"},"url":"https://a.example/","enabled":true,"qaMode":false,
             "forcedVariations":{"exp":1},"forcedFeatureValues":{"plain":1},"disableVisualExperiments":true,"disableUrlRedirectExperiments":true,
             "disableCrossOriginUrlRedirectExperiments":true,"blockedChangeIds":["c"],
             "stickyBucketAssignmentDocs":{"id||1":{"attributeName":"id","attributeValue":"1","assignments":{"exp__1":"k1"}}}}
            """;
        var payload = Given.Payload(Payload);
        string[] free = [".attributes.id", ".attributeOverrides.s", ".forcedFeatureValues.plain"];
        foreach (var path in Paths(JsonNode.Parse(context)!))
        {
            foreach (var replacement in Replacements)
            {
                var (json, original) = Replace(path, replacement, context);
                var (read, errors) = GrowthBook.Context.Parse(json, payload);
                foreach (var key in payload.FeatureKeys)
                    Evaluator.EvalFeature(read, key);
                // What other SDKs write as a number or boolean is read as its JSON text.
                var isText = path.EndsWith(".attributeValue", StringComparison.Ordinal) && replacement is ("true" or "1");
                if (replacement != "null" && Kind(replacement) != original && !isText && !free.Any(end => path.EndsWith(end, StringComparison.Ordinal)))
                    Assert.Contains(errors, error => error.Path == path);
                else if (Kind(replacement) == original || isText)
                    Assert.DoesNotContain(errors, error => error.Path != "$.stickyBucketAssignmentDocs['id||1']"); // which names another identifier than its key
            }
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("[1,2]")]
    public void Attributes_that_are_no_object_are_no_attributes(string json)
    {
        var payload = Given.Payload(Payload);
        var (attributes, errors) = Attributes.Parse(json);
        Assert.Equal(Attributes.Empty, attributes);
        Assert.Equal("attributes are not a JSON object", Assert.Single(errors).Message);
        Assert.Equal(Attributes.Empty, Attributes.From(System.Text.Json.JsonDocument.Parse(json).RootElement));
        foreach (var key in payload.FeatureKeys)
            Evaluator.EvalFeature(new Context(payload, attributes), key);
    }

    /// <summary>The value that is reported as a whole when an element of it is wrong: a range, a namespace, weights, a group reference.</summary>
    private static string? Whole(string path)
    {
        var parent = path[..path.LastIndexOfAny(['.', '['])];
        return parent.EndsWith("ange", StringComparison.Ordinal) || parent.EndsWith("amespace", StringComparison.Ordinal)
            || parent.EndsWith("eights", StringComparison.Ordinal) || parent.EndsWith("$savedGroup", StringComparison.Ordinal)
            || (parent.StartsWith("$.savedGroups.", StringComparison.Ordinal) && path.EndsWith(".type", StringComparison.Ordinal))
            || (parent[^1] == ']' && parent.Contains(".ranges[", StringComparison.Ordinal))
            ? parent
            : null;
    }

    /// <summary>Whether an error is at a rule because the payload has no bandit any more, or one whose leaf has no weights.</summary>
    private static bool IsOfBanditRule(PayloadError error, string path, string replacement) =>
        error.Path == "$.features.bandit.rules[0].contextualBanditRef"
        && (path == "$.contextualBandits" ? replacement is "null" or "{}" : Within(path, "$.contextualBandits") && path.EndsWith(".weights", StringComparison.Ordinal) && replacement == "[]");

    private static Context[] Contexts(Payload payload) =>
    [
        new(payload, Given.Attributes(User)),
        new(payload, Given.Attributes(User)) { Url = "https://a.example/?exp=1", StickyBuckets = StickyBuckets.Empty },
        new(payload, Attributes.Empty) { StickyBuckets = StickyBuckets.Empty },
    ];

    private static bool Touches(string feature, string path) =>
        Within(path, "$.features." + feature) || Within("$.features." + feature, path)
        || (DependsOn.TryGetValue(feature, out var others) && others.Any(other => Within(path, other) || Within(other, path)));

    private static bool Within(string path, string outer) =>
        path == outer || path.StartsWith(outer + ".", StringComparison.Ordinal) || path.StartsWith(outer + "[", StringComparison.Ordinal)
        || path.StartsWith(outer + "['", StringComparison.Ordinal);

    private static char Kind(string json) => json[0] switch { 't' or 'f' => 'b', '"' => 's', '[' => 'a', '{' => 'o', 'n' => 'z', _ => 'n' };

    private static (string Json, char Original) Replace(string path, string replacement, string document = Payload)
    {
        var root = JsonNode.Parse(document)!;
        JsonNode? parent = null;
        var node = root;
        object? step = null;
        foreach (var next in Steps(path))
        {
            parent = node;
            step = next;
            node = next is int index ? parent!.AsArray()[index] : parent!.AsObject()[(string)next];
        }
        var original = node is null ? 'z' : Kind(node.ToJsonString());
        if (step is int at)
            parent!.AsArray()[at] = JsonNode.Parse(replacement);
        else
            parent!.AsObject()[(string)step!] = JsonNode.Parse(replacement);
        return (root.ToJsonString(), original);
    }

    private static IEnumerable<object> Steps(string path)
    {
        foreach (var part in path[1..].Replace("['id||1']", ".id||1", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var open = part.IndexOf('[', StringComparison.Ordinal);
            yield return open < 0 ? part : part[..open];
            if (open >= 0)
            {
                foreach (var index in part[(open + 1)..^1].Split("]["))
                    yield return int.Parse(index, CultureInfo.InvariantCulture);
            }
        }
    }

    private static IEnumerable<string> Paths(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => (Path: member.Key == "id||1" ? "['id||1']" : "." + member.Key, Node: member.Value)),
            JsonArray items => items.Select((item, i) => (Path: "[" + i.ToString(CultureInfo.InvariantCulture) + "]", Node: item)),
            _ => [],
        };
        foreach (var (path, child) in children)
        {
            yield return "$" + path;
            if (child is not null)
            {
                foreach (var inner in Paths(child))
                    yield return "$" + path + inner[1..];
            }
        }
    }
}
