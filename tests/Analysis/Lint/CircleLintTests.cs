namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>What GB206 says of features that need each other, with evaluation as the oracle.</summary>
public sealed class CircleLintTests
{
    private const string Early = """{"force":true,"condition":{"plan":"pro"}},""", Forced = """{"force":true},""",
        AllNull = ", so that both have the value null", SomeNull = ": users whom no rule answers before the circle closes get null from both";

    /// <summary>The rules of two features before those that need each other, and the values of both for a user of the plan pro and another one.</summary>
    [Theory]
    [InlineData("", "", AllNull, "null null", "null null")]
    [InlineData(Early, "", SomeNull, "true 1", "null null")]
    [InlineData("", Early, SomeNull, "1 true", "null null")]
    [InlineData(Early, Early, SomeNull, "true true", "null null")]
    [InlineData(Early, """{"force":true,"condition":{"plan":{"$ne":"pro"}}},""", SomeNull, "true 1", "1 true")]
    [InlineData("", """{"parentConditions":[{"id":"plain","condition":{"value":5}}],"force":1},""", SomeNull, "null null", "null null")]
    [InlineData("", Forced, SomeNull, "1 true", "1 true")]
    [InlineData("", """{"force":true,"coverage":0},""", SomeNull, "null null", "null null")]
    public void A_circle_gives_null_to_those_whom_no_rule_answers_before(string first, string second, string says, string pro, string other)
    {
        var source = Sources.Of($$$"""{"features":{"f":{"defaultValue":"d","rules":[{{{first}}}{{{Needs("g")}}}]},"g":{"defaultValue":"d","rules":[{{{second}}}{{{Needs("f")}}}]},"plain":{"defaultValue":0} } }""");

        Assert.Equal([$"`g` needs `f` again{says}", $"`f` needs `g` again{says}"], Messages(source).Where(message => message.Contains("again", StringComparison.Ordinal)));
        Assert.Equal(pro, Values(source, "pro", "f", "g"));
        Assert.Equal(other, Values(source, "free", "f", "g"));
    }

    [Theory]
    [InlineData("", "`f` needs itself, so that its value is null", "null")]
    [InlineData(Early, "`f` needs itself: users whom no rule answers before the circle closes get null", "true")]
    public void A_feature_that_needs_itself_has_a_sentence(string before, string says, string pro)
    {
        var source = Sources.Of($$$"""{"features":{"f":{"defaultValue":"d","rules":[{{{before}}}{{{Needs("f")}}}]} } }""");

        Assert.Equal([says], Messages(source));
        Assert.Equal((pro, "null"), (Values(source, "pro", "f"), Values(source, "free", "f")));
    }

    /// <summary>Another prerequisite before keeps some users from the circle. Behind a circle that closes for all, a feature is null for all too.</summary>
    [Fact]
    public void A_prerequisite_before_decides_who_reaches_the_circle()
    {
        var source = Sources.Of($$"""
            {"features":{"plain":{"defaultValue":true,"rules":[{"force":false,"condition":{"plan":"pro"} }]},
            "f":{"defaultValue":"d","rules":[{"parentConditions":[{"id":"plain","condition":{"value":true} },{"id":"g","condition":{"value":true} }],"force":1}]},
            "g":{"defaultValue":"d","rules":[{{Needs("f")}}]} } }
            """);

        Assert.Equal([$"`g` needs `f` again{SomeNull}", $"`f` needs `g` again{SomeNull}"], Messages(source));
        Assert.Equal(("\"d\" 1", "null null"), (Values(source, "pro", "f", "g"), Values(source, "free", "f", "g")));
    }

    /// <summary>Of 300 random graphs: the value is null for all users who are tried where the message says so for all.</summary>
    [Fact]
    public void What_is_said_of_all_users_holds_for_each()
    {
        var (random, all, some) = (new Random(3), 0, 0);
        for (var round = 0; round < 300; round++)
        {
            var source = Sources.Of("{\"features\":{" + string.Join(',', "abcd".Select(key => $$"""
                "{{key}}":{"defaultValue":true,"rules":[{{(random.Next(4) == 0 ? Early : "")}}{{string.Join(',', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Needs("abcd"[random.Next(4)].ToString())))}}]}
                """)) + "}}");
            foreach (var finding in Analysis.Lint.Of(source).Findings.Where(finding => finding.Code.Code == "GB206" && finding.Message.Contains("needs", StringComparison.Ordinal)))
            {
                var keys = finding.Message.Split('`').Where(part => part.Length == 1).Append(finding.Path["$.features.".Length..][..1]).Distinct().ToArray();
                if (finding.Message.Contains("users", StringComparison.Ordinal))
                {
                    some++;
                    continue;
                }
                Assert.All((string[])["pro", "free"], plan => Assert.All(keys, key => Assert.Equal("null", Values(source, plan, key))));
                all++;
            }
        }
        Assert.True(all > 100 && some > 100, $"{all} for all users, {some} for some");
    }

    private static string Needs(string key) => $$"""{"parentConditions":[{"id":"{{key}}","condition":{"value":true} }],"force":1}""";

    private static string[] Messages(PayloadSource source) => [.. Analysis.Lint.Of(source).Findings.Where(finding => finding.Code.Code == "GB206").Select(finding => finding.Message)];

    private static string Values(PayloadSource source, string plan, params string[] keys) =>
        string.Join(' ', keys.Select(key => Evaluator.EvalFeature(new Context(source.Payload, new Attributes { ["plan"] = plan }), key).Result.Value.ToJson()));
}
