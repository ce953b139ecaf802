using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>Payloads and contexts that use them, as JSON: features, prerequisites, experiments, saved groups, bandits.</summary>
public static class Payloads
{
    public static readonly string[] FeatureKeys = ["f0", "f1", "f2", "f3", "prüfung", "constructor"];

    private static readonly string[] ExperimentKeys = ["exp-a", "exp-b", "exp-c", "exp__d"];

    private static readonly string[] HashAttributes = ["id", "id", "id", "age", "ü", "missing"];

    public static Gen<Json.Object> AnyPayload =>
        from keys in Gen.SubListOf(FeatureKeys)
        from features in Gen.CollectToArray(keys.Append("f0").Distinct(), key => Feature.Select(feature => (key, (Json)feature)))
        from groups in Targeting.SavedGroups
        from leaves in Values.UpTo(2, Leaf)
        from experiments in Values.UpTo(2, PageExperiment)
        select Json.Of(
            ("features", new Json.Object(features)),
            ("savedGroups", groups),
            ("contextualBandits", Json.Of(("cb", Json.Of(("banditVersion", 7), ("contexts", new Json.List([.. leaves])))))),
            ("experiments", new Json.List([.. experiments])));

    /// <summary>A payload in which f0 needs f2 and f1, and f2 needs f1.</summary>
    public static Gen<Json.Object> AnyDiamond =>
        from payload in AnyPayload
        from top in Feature
        from side in Feature
        from bottom in Feature
        let features = (Json.Object)payload["features"]!
        select payload.With("features", features
            .With("f0", Needing(top, "f2", "f1")).With("f2", Needing(side, "f1")).With("f1", bottom));

    /// <summary>A context in the form of evaluation records.</summary>
    public static Gen<Json.Object> AnyContext =>
        from attributes in Targeting.Attributes
        from overrides in Values.Sometimes(15, Targeting.Attributes.Select(some => new Json.Object([.. some.Members.Take(2)])), Json.Of())
        from url in Values.Sometimes(60, AnyUrl, "")
        from enabled in Values.Sometimes(5, Values.Flag, Json.True)
        from qaMode in Values.Sometimes(5, Values.Flag, Json.False)
        from forced in Values.Sometimes(10, Gen.Elements(ExperimentKeys).Zip(Gen.Choose(-1, 3), (key, variation) => Json.Of((key, variation))), Json.Of())
        from values in Values.Sometimes(10, Gen.Elements(FeatureKeys).Zip(Values.Scalar, (key, value) => Json.Of((key, value))), Json.Of())
        from documents in Values.Sometimes(60, Values.UpTo(3, StickyDocument).Select(list => (Json.Object?)Documents(list)), null)
        let context = Json.Of(
            ("attributes", attributes), ("attributeOverrides", overrides), ("url", url), ("enabled", enabled), ("qaMode", qaMode),
            ("forcedVariations", forced), ("forcedFeatureValues", values))
        select documents is null ? context : context.With("stickyBucketAssignmentDocs", documents);

    /// <summary>An inline experiment that includes at least half of the users.</summary>
    public static Gen<Json.Object> AnyExperiment => ExperimentMembers().Select(members =>
        members["key"] is null ? members.With("key", "exp-a") : members);

    public static Gen<string> AnyUrl => Gen.Frequency(
        (4, from host in Gen.Elements("https://shop.example", "https://shop.example", "http://shop.example:8080", "HTTPS://Shop.Example", "/")
            from path in Gen.Elements("/", "", "/cart", "/cart/", "/a%20b", "/prüfung", "/cart/../x")
            from query in Gen.Elements("", "?exp-a=1", "?exp-b=0&q=1", "?exp-a=1abc", "?exp-c=9", "?%zz", "?q")
            from hash in Gen.Elements("", "", "#top", "#?exp-a=1")
            select host + path + query + hash),
        (1, Values.HardString));

    private static Gen<Json.Object> Feature =>
        from value in Value
        from count in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
        from rules in Rule.ListOf(count)
        select Json.Of(("defaultValue", value), ("rules", new Json.List([.. rules])));

    /// <summary>The feature after a first rule that never applies and has prerequisites that always hold.</summary>
    private static Json.Object Needing(Json.Object feature, params string[] keys) => feature.With("rules", new Json.List([
        Json.Of(("condition", Json.Of(("$or", Json.ListOf(Json.Of(("missing", "present")))))), ("force", 1),
            ("parentConditions", Json.ListOf([.. keys.Select(key => (Json)Json.Of(("id", key), ("condition", Json.Of())))]))),
        .. ((Json.List)feature["rules"]!).Items]));

    private static Gen<Json> Value => Gen.Frequency((3, Gen.Elements<Json>("red", "blue", 1, 0, "", Json.True, Json.False, Json.Nothing)), (1, Values.Any));

    private static Gen<Json.Object> Rule =>
        from rule in Gen.Frequency((4, Force), (8, ExperimentMembers()), (1, Bandit), (1, Gen.Constant(Json.Of())))
        from id in Values.Sometimes(70, Gen.Elements("r1", "r2").Select(id => (Json?)id), null)
        from parents in Values.Sometimes(25, Gen.Choose(1, 2).SelectMany(Parent.ArrayOf).Select(list => (Json?)Json.ListOf([.. list])), null)
        select Set(rule, ("id", id), ("parentConditions", parents));

    private static Gen<Json.Object> Force =>
        from value in Value
        from condition in Maybe(50, Targeting.Condition(1).Select(condition => (Json)condition))
        from coverage in Maybe(35, Share(1))
        from range in Maybe(15, Range)
        from filters in Maybe(10, Filter.ArrayOf(1).Select(list => (Json)Json.ListOf([.. list])))
        from draw in Draw
        select Set(Set(draw, ("force", value), ("condition", condition), ("coverage", coverage)), ("range", range), ("filters", filters));

    private static Gen<Json.Object> Bandit =>
        from rule in ExperimentMembers()
        select rule.With("contextualVariations", rule["variations"]!).With("contextualBanditRef", "cb");

    private static Gen<Json.Object> Leaf =>
        from id in Gen.Choose(0, 3)
        from condition in Targeting.Condition(1)
        from weights in Weights(2)
        select Json.Of(("leafId", id), ("condition", condition), ("weights", weights));

    private static Gen<Json.Object> PageExperiment =>
        from experiment in ExperimentMembers()
        from target in Gen.Elements<Json>("https://new.example/?x=1", "https://new.example/", "https://shop.example/cart", "/new", "")
        from redirect in Values.Flag
        from manual in Maybe(20, Values.Flag)
        from persist in Maybe(40, Values.Flag)
        let to = ReferenceEquals(redirect, Json.True)
            ? Json.Of(("urlRedirect", target))
            : Json.Of(("domMutations", Json.ListOf()), ("css", "a{}"), ("js", ""))
        select Set(experiment.With("key", "page").With("variations", Json.ListOf(Json.Of(), to)), ("manual", manual), ("persistQueryString", persist))
            .With("urlPatterns", Json.ListOf(Json.Of(("type", "simple"), ("pattern", "https://shop.example/*"))));

    private static Gen<Json.Object> ExperimentMembers() =>
        from count in Gen.Frequency((1, Gen.Choose(0, 1)), (20, Gen.Choose(2, 3)))
        from values in Value.ArrayOf(count)
        from key in Maybe(80, Gen.Elements(ExperimentKeys).Select(key => (Json)key))
        from coverage in Maybe(30, Share(count))
        from weights in Maybe(40, Weights(count))
        from ranges in Maybe(10, Range.ArrayOf(count).Select(list => (Json)Json.ListOf(list)))
        from space in Maybe(10, Range.Select(range => (Json)Json.ListOf(["ns", .. ((Json.List)range).Items])))
        from filters in Maybe(8, Filter.ArrayOf(1).Select(list => (Json)Json.ListOf([.. list])))
        from condition in Maybe(25, Targeting.Condition(1).Select(condition => (Json)condition))
        from meta in Maybe(60, Gen.Elements("v", "", "k").Zip(Values.Sometimes(10, Values.Flag, Json.False), (prefix, passthrough) => Meta(prefix, count, passthrough)))
        from draw in Draw
        from active in Maybe(5, Values.Flag)
        from force in Maybe(3, Gen.Choose(-1, 3).Select(variation => (Json)variation))
        from patterns in Maybe(8, UrlPattern.ArrayOf(1).Select(list => (Json)Json.ListOf([.. list])))
        from sticky in Gen.Choose(0, 4).ArrayOf(3)
        let experiment = Set(
            draw, ("key", key), ("variations", Json.ListOf(values)), ("coverage", coverage), ("weights", weights), ("ranges", ranges),
            ("namespace", space), ("filters", filters), ("condition", condition), ("meta", meta), ("active", active), ("urlPatterns", patterns))
        select Set(
            experiment,
            ("bucketVersion", sticky[0] > 1 ? null : sticky[0]), ("minBucketVersion", sticky[1] > 1 ? null : sticky[1]),
            ("disableStickyBucketing", sticky[2] > 0 ? null : Json.True));

    private static Gen<Json.Object> Draw =>
        from attribute in Maybe(40, Gen.Elements(HashAttributes).Select(name => (Json)name))
        from fallback in Maybe(20, Gen.Elements("id", "ü", "missing").Select(name => (Json)name))
        from version in Maybe(50, Gen.Frequency((4, Gen.Constant((Json)2)), (3, Gen.Constant((Json)1)), (1, Gen.Elements<Json>(0, 3, -1))))
        from seed in Maybe(30, Gen.Elements<Json>("s", "seed-2", "", "ü"))
        select Set(Json.Of(), ("hashAttribute", attribute), ("fallbackAttribute", fallback), ("hashVersion", version), ("seed", seed));

    private static Gen<Json.Object> Parent =>
        from id in Gen.Elements(FeatureKeys)
        from condition in Gen.OneOf(
            Gen.Elements<Json>(Json.Of(("value", true)), Json.Of(("value", Json.Of(("$exists", true)))), Json.Of(), Json.Of(("value", "red"))),
            Targeting.Operand(Value).Select(operand => (Json)Json.Of(("value", operand))))
        from gate in Maybe(40, Values.Flag)
        select Set(Json.Of(), ("id", id), ("condition", condition), ("gate", gate));

    private static Gen<Json.Object> Filter =>
        from seed in Gen.Elements("layer", "ü")
        from ranges in Range.ArrayOf(1)
        from version in Maybe(20, Gen.Elements<Json>(1, 2, 3))
        select Set(Json.Of(), ("seed", seed), ("ranges", Json.ListOf(ranges)), ("hashVersion", version));

    private static Gen<Json.Object> UrlPattern =>
        from type in Gen.Elements("simple", "regex", "other")
        from pattern in Gen.Elements("/cart", "*", "^https:", "shop.example/cart", "(", "?q", "#top")
        from include in Maybe(30, Values.Flag)
        select Set(Json.Of(), ("type", type), ("pattern", pattern), ("include", include));

    private static Gen<(string Key, Json Document)> StickyDocument =>
        from attribute in Gen.Elements("id", "id", "ü")
        from value in Identifiers.Common
        from key in Gen.Elements(ExperimentKeys)
        from version in Gen.Choose(0, 1)
        from variation in Gen.Elements("v0", "v1", "v2", "0", "1", "k1", "gone")
        let assignments = Json.Of((key + "__" + version.ToString(CultureInfo.InvariantCulture), variation))
        select (attribute + "||" + value, (Json)Json.Of(("attributeName", attribute), ("attributeValue", value), ("assignments", assignments)));

    private static Gen<Json> Range =>
        from a in Gen.Choose(0, 10)
        from b in Gen.Choose(0, 10)
        select (Json)Json.ListOf(Tenths(Math.Min(a, b)), Tenths(Math.Max(a, b)));

    private static Gen<Json> Share(int usual) => Gen.Frequency((3, Gen.Choose(3, 10).Select(Tenths)), (1, Gen.Elements<Json>(0, usual, 2, -1)));

    private static Gen<Json> Weights(int count) => count < 2
        ? Gen.Constant((Json)Json.ListOf())
        : Gen.Choose(0, 10).Select(first => (Json)Json.ListOf([
            Tenths(first), Tenths(10 - first), .. Enumerable.Repeat((Json)0, count - 2)]));

    private static Json Meta(string prefix, int count, Json passthrough) => Json.ListOf([.. Enumerable.Range(0, count).Select(i =>
        (Json)Json.Of(("key", prefix + i.ToString(CultureInfo.InvariantCulture)), ("name", "Variation"), ("passthrough", i == 1 ? passthrough : Json.False)))]);

    private static Json Tenths(int tenths) => new Json.Number((tenths / 10m).ToString(CultureInfo.InvariantCulture));

    private static Json.Object Documents(IEnumerable<(string Key, Json Document)> documents) => new([.. documents.DistinctBy(document => document.Key)]);

    private static Gen<Json?> Maybe(int percent, Gen<Json> gen) => Values.Sometimes(percent, gen.Select(value => (Json?)value), null);

    private static Json.Object Set(Json.Object target, params (string Name, Json? Value)[] members) =>
        members.Aggregate(target, (all, member) => member.Value is null ? all : all.With(member.Name, member.Value));
}
