using System.Collections.Immutable;
using System.Reflection;

namespace GrowthBook.Pure.Tests.Tracing;

/// <summary>
/// Each case of a step has JSON, a line of text and equality by value. The compiler does not check switches for
/// completeness, so each case is found by reflection and sent through every switch.
/// </summary>
public class TraceCaseTests
{
    private static readonly UserBucket User = new("id", "1", "s", 0.25) { SimilarAttribute = "ID" };

    private static readonly ImmutableArray<BucketRange> Ranges = [new(0, 0.5), new(0.5, 1)];

    private static readonly FeatureTrace Feature = new("p", new FeatureResult(1, FeatureResultSource.Force), []);

    /// <summary>Per case a function, so that two calls give equal values that share no instance.</summary>
    private static readonly Dictionary<Type, Func<TraceStep>> Steps = new Func<TraceStep>[]
    {
        () => new TraceStep.Condition(true, [new TraceStep.Malformed()]),
        () => new TraceStep.Test(true, "a.b", "$inGroup", "g", 2) { GroupFault = SavedGroupLookup.Missing, SimilarAttribute = "A" },
        () => new TraceStep.Group(false, GroupOperator.Or, [new TraceStep.Malformed()]),
        () => new TraceStep.SavedGroup(false, "g", SavedGroupLookup.Condition, [new TraceStep.Malformed()]),
        () => new TraceStep.Malformed(),
        () => new TraceStep.StepLimit("(a+)+"),
        () => new TraceStep.Prerequisite(true, "p", Feature.Result with { }, false, PrerequisiteEvaluation.Nested, Feature with { Result = Feature.Result with { } }, [new TraceStep.Malformed()]),
        () => new TraceStep.Filter(true, User with { }, [.. Ranges]),
        () => new TraceStep.RolloutRange(true, User with { }, Ranges[0]),
        () => new TraceStep.RolloutCoverage(true, User with { }, 0.5),
        () => new TraceStep.BanditLeaf(true, 4, [0.5, 0.5], [new TraceStep.Malformed()]),
        () => new TraceStep.Variations(1),
        () => new TraceStep.Enabled(),
        () => new TraceStep.Url(true, "https://shop.example/") { MalformedPattern = "(" },
        () => new TraceStep.QueryString(1),
        () => new TraceStep.UnusedQueryString("1", 2) { Key = "checkout" },
        () => new TraceStep.ForcedVariation(true, 1),
        () => new TraceStep.Active("stopped"),
        () => new TraceStep.HashAttribute("id") { SimilarAttribute = "ID", StickyFallback = "deviceId" },
        () => new TraceStep.StickyBucket(true, "e__0", "1"),
        () => new TraceStep.StickyBucketVersion(2),
        () => new TraceStep.Namespace(true, "ns", 0.25, Ranges[0]),
        () => new TraceStep.HashVersion(3),
        () => new TraceStep.Bucket(true, User with { }, [.. Ranges], 0),
        () => new TraceStep.Force(true, 1),
        () => new TraceStep.QaMode(),
    }.ToDictionary(step => step().GetType());

    /// <summary>Every record that derives from <see cref="TraceStep"/>, wherever it is declared.</summary>
    public static TheoryData<Type> Cases() => new(typeof(TraceStep).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TraceStep))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_case_is_sealed_and_nested_and_has_json_and_text(Type kind)
    {
        Assert.True(kind is { IsSealed: true, IsNestedPublic: true } && kind.DeclaringType == typeof(TraceStep));
        var step = Steps[kind]();
        var json = step.ToValue();
        Assert.Equal(char.ToLowerInvariant(kind.Name[0]) + kind.Name[1..], json["check"]);
        Assert.Equal(step.Passed, json["passed"]);
        Assert.Equal(step.Steps.Length, json["steps"] is Value.Array parts ? parts.Count : 0);
        Assert.Equal(json, Given.Value(json.ToString()));
        Assert.StartsWith(step.Passed ? "✓ " : "✗ ", step.ToString(), StringComparison.Ordinal);
        Assert.True(step.ToString().Length > 2);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_member_of_a_case_is_a_member_of_its_json(Type kind)
    {
        var shown = kind.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(property => property.Name).Where(name => name != nameof(TraceStep.Prerequisite.Result));
        var names = Steps[kind]().ToValue().Names.ToArray().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in shown)
        {
            var json = name switch
            {
                nameof(TraceStep.Filter.User) => "hashValue",
                nameof(TraceStep.Url.Address) => "url",
                nameof(TraceStep.Namespace.NamespaceBucket) => "bucket",
                nameof(TraceStep.Prerequisite.IsGate) => "gate",
                "Id" when kind == typeof(TraceStep.Namespace) => "namespace",
                "Version" => "hashVersion",
                _ => name,
            };
            Assert.Contains(json, names);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_case_compares_by_value(Type kind)
    {
        var (step, same) = (Steps[kind](), Steps[kind]());
        Assert.NotSame(step, same);
        Assert.Equal(step, same);
        Assert.Equal(step.GetHashCode(), same.GetHashCode());
        Assert.False(step.Equals(null));
        Assert.All(Steps.Where(other => other.Key != kind), other => Assert.NotEqual(step, other.Value()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_text_of_each_case_is_one_short_line_whatever_the_names_are(Type kind)
    {
        var step = Steps[kind]();
        Hostile.Fill(step);
        Hostile.AssertPlain(step.ToString());
    }

    [Fact]
    public void The_lines_of_features_rules_and_differences_are_plain_whatever_the_names_are()
    {
        Hostile.AssertPlain(new FeatureTrace(Hostile.Text, new FeatureResult(Hostile.Text, FeatureResultSource.Force), []).ToString());
        Hostile.AssertPlain(new RuleTrace(0, Hostile.Text, RuleKind.Force, RuleOutcome.Answered, []).ToString());
        Assert.DoesNotContain(new RecordDifference("$." + Hostile.Text, Hostile.Text, null).ToString(), Hostile.IsUnsafe);
    }

    [Fact]
    public void Lines_without_a_value_a_name_or_a_url_are_sentences()
    {
        var nobody = new UserBucket("id", null, "s", null);
        Assert.Equal("✗ the user has no value of id to hash", new TraceStep.HashAttribute("id").ToString());
        Assert.Equal("✗ the user has no value of \"\" to hash", new TraceStep.HashAttribute("").ToString());
        Assert.Equal("✗ filter: the user has no value of id to hash", new TraceStep.Filter(false, nobody, Ranges).ToString());
        Assert.Equal("✗ rollout: the user has no value of id to hash", new TraceStep.RolloutRange(false, nobody, Ranges[0]).ToString());
        Assert.Equal("✗ rollout: the user has no value of id to hash", new TraceStep.RolloutCoverage(false, nobody, 0.5).ToString());
        Assert.Equal("✗ the context's empty URL is not targeted", new TraceStep.Url(false, "").ToString());
        Assert.Equal("✗ in no leaf of the bandit: equal weights", new TraceStep.BanditLeaf(false, -1, [], []).ToString());
        Assert.Equal("✗ \"\" is 1, actual null", new TraceStep.Test(false, "", "is", 1, Value.Null.Instance).ToString());
        Assert.Equal("\"\" = null defaultValue", new FeatureTrace("", new FeatureResult(Value.Null.Instance, FeatureResultSource.DefaultValue), []).ToString());
    }

    [Fact]
    public void Steps_with_other_arrays_are_not_equal()
    {
        Assert.NotEqual<TraceStep>(new TraceStep.Filter(true, User, Ranges), new TraceStep.Filter(true, User, [Ranges[0]]));
        Assert.NotEqual<TraceStep>(new TraceStep.Filter(true, User, Ranges), new TraceStep.Filter(true, User with { Seed = "t" }, Ranges));
        Assert.NotEqual<TraceStep>(new TraceStep.Bucket(true, User, Ranges, 0), new TraceStep.Bucket(true, User, [Ranges[0]], 0));
        Assert.NotEqual<TraceStep>(new TraceStep.Bucket(true, User, Ranges, 0), new TraceStep.Bucket(true, User, Ranges, 1));
        Assert.NotEqual<TraceStep>(new TraceStep.BanditLeaf(true, 1, [0.5], []), new TraceStep.BanditLeaf(true, 1, [0.6], []));
        Assert.NotEqual<TraceStep>(new TraceStep.BanditLeaf(true, 1, [0.5], []), new TraceStep.BanditLeaf(true, 2, [0.5], []));
        Assert.NotEqual<TraceStep>(new TraceStep.Condition(true, []), new TraceStep.Condition(false, []));
        Assert.NotEqual<TraceStep>(new TraceStep.Condition(true, []), new TraceStep.Condition(true, [new TraceStep.Malformed()]));
    }

    /// <summary>A record in another assembly could use the copy constructor, but cannot implement an internal member.</summary>
    [Fact]
    public void Other_assemblies_cannot_derive_a_case() => Assert.Contains(
        typeof(TraceStep).GetProperties(BindingFlags.NonPublic | BindingFlags.Instance),
        property => property.GetMethod is { IsAbstract: true, IsAssembly: true });

    [Fact]
    public void Each_value_of_an_enum_has_a_name_in_json_and_text()
    {
        foreach (var outcome in Enum.GetValues<RuleOutcome>())
        {
            var rule = new RuleTrace(0, "r", RuleKind.Force, outcome, []);
            Assert.Equal(outcome.ToString(), ((Value.String)rule.ToValue()["outcome"]).Content, ignoreCase: true);
            Assert.Contains("rules[0] force r ", rule.ToString(), StringComparison.Ordinal);
        }
        foreach (var kind in Enum.GetValues<RuleKind>())
            Assert.Equal(kind.ToString(), ((Value.String)new RuleTrace(0, "", kind, RuleOutcome.Skipped, []).ToValue()["kind"]).Content, ignoreCase: true);
        foreach (var name in Enum.GetValues<GroupOperator>())
            Assert.Equal("✓ $" + name, new TraceStep.Group(true, name, []).ToString(), ignoreCase: true);
        foreach (var lookup in Enum.GetValues<SavedGroupLookup>())
        {
            var step = new TraceStep.SavedGroup(false, "g", lookup, []);
            Assert.Equal(lookup.ToString(), ((Value.String)step.ToValue()["lookup"]).Content, ignoreCase: true);
            Assert.StartsWith("✗ in the saved group \"g\"", step.ToString(), StringComparison.Ordinal);
        }
        foreach (var evaluation in Enum.GetValues<PrerequisiteEvaluation>())
        {
            var step = new TraceStep.Prerequisite(true, "p", Feature.Result, false, evaluation, null, []);
            Assert.Equal(evaluation.ToString(), ((Value.String)step.ToValue()["evaluation"]).Content, ignoreCase: true);
            Assert.StartsWith("✓ prerequisite p is 1", step.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_case_that_a_rule_can_have_is_produced_by_an_evaluation()
    {
        var seen = new HashSet<Type>();
        void Explain(string rule, string attributes = """{"id":"1"}""", Func<Context, Context>? change = null, string more = "")
        {
            var (payload, _) = Payload.Parse($$$"""{"features":{"on":{"defaultValue":true},"f":{"defaultValue":0,"rules":[{{{rule}}}]}}{{{more}}}}""");
            var context = new Context(payload, Given.Attributes(attributes));
            Add(Evaluator.Explain(change?.Invoke(context) ?? context, "f").Trace.Rules.SelectMany(trace => trace.Steps));
        }
        void Add(IEnumerable<TraceStep> steps)
        {
            foreach (var step in steps)
            {
                seen.Add(step.GetType());
                Add(step.Steps);
            }
        }
        static StickyBuckets Stored(string name) => StickyBuckets.Of(
            new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty.Add(name, "1")));

        Explain("""{"force":1,"condition":{"$or":[{"$savedGroup":{"id":"g"}},{"$and":7}]}}""");
        Explain("""{"force":1,"condition":{"id":"1"}}""");
        Explain("""{"force":1,"parentConditions":[{"id":"on","condition":{"value":true}}]}""");
        Explain("""{"force":1,"filters":[{"seed":"s","ranges":[[0,1]]}]}""");
        Explain("""{"force":1,"coverage":0.5}""");
        Explain("""{"force":1,"range":[0,0.5]}""");
        Explain("""{"key":"e","contextualVariations":[1,2],"contextualBanditRef":"cb"}""", more: ""","contextualBandits":{"cb":{"contexts":[{"leafId":1,"weights":[0.5,0.5]}]}}""");
        Explain("""{"variations":[1]}""");
        Explain("""{"variations":[1,2]}""", change: c => c with { Enabled = false });
        Explain("""{"variations":[1,2]}""", change: c => c with { Url = "https://a.example/?f=1" });
        Explain("""{"variations":[1,2]}""", change: c => c with { Url = "https://a.example/?f=2" });
        Explain("""{"variations":[1,2]}""", change: c => c with { ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("f", 1) });
        Explain("""{"variations":[1,2]}""", "{}");
        Explain("""{"variations":[1,2],"namespace":["ns",0,1]}""");
        Explain("""{"variations":[1,2],"hashVersion":3}""");
        Explain("""{"variations":[1,2]}""", change: c => c with { QaMode = true });
        Explain("""{"force":1,"condition":{"id":{"$regex":"(1+)+$"}}}""", "{\"id\":\"" + new string('1', 5000) + "!\"}");
        Explain("""{"variations":[1,2],"meta":[{"key":"0"},{"key":"1"}]}""", change: c => c with { StickyBuckets = Stored("f__0") });
        Explain("""{"variations":[1,2],"bucketVersion":3,"minBucketVersion":2,"meta":[{"key":"0"},{"key":"1"}]}""", change: c => c with { StickyBuckets = Stored("f__1") });
        Assert.Equal(
            [typeof(TraceStep.Active), typeof(TraceStep.Force), typeof(TraceStep.Url)], // of experiments outside of features: rules have neither
            Steps.Keys.Except(seen).OrderBy(type => type.Name, StringComparer.Ordinal));
    }
}
