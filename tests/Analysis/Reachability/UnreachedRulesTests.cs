using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Analysis.Tests.Reachability;

/// <summary>Evaluation as the oracle of rules that no user reaches: random lists of rollouts, experiments and forced values, for users with any attributes.</summary>
public sealed class UnreachedRulesTests
{
    private const int Features = 600;

    private static readonly Value[] Identifiers = ["u-1", "u-2", "u-3", "", 0, 7, true, false, Value.Null.Instance];

    /// <summary>Stored assignments of the rule itself apart, and without experiments where the reason is one.</summary>
    [Fact]
    public void No_user_has_a_rule_that_none_is_said_to_reach()
    {
        var (random, byExperiments, reached) = (new Random(11), 0, 0);
        for (var round = 0; round < Features; round++)
        {
            var source = Sources.OfRules([.. Enumerable.Range(0, random.Next(2, 6)).Select(i => Rule(random, i))]);
            var unreached = Analysis.Reachability.Of(source).Where(verdict => verdict.Reach is RuleReach.Never or RuleReach.Shadowed).ToArray();
            byExperiments += unreached.Count(verdict => verdict.By.Any(rule => rule.Experiment is not null));
            reached += source.Features[0].Rules.Length - unreached.Length;
            for (var i = 0; i < 100; i++)
            {
                var attributes = User(random, i);
                Assert.All(unreached, verdict =>
                {
                    var isOfExperiments = verdict.Rule.Experiment is null && verdict.By.Any(rule => rule.Experiment is not null);
                    var user = new Context(source.Payload, attributes)
                    {
                        StickyBuckets = random.Next(4) == 0 ? null : Stored(random, attributes, source, verdict.Rule),
                        Enabled = isOfExperiments || random.Next(4) > 0,
                        QaMode = !isOfExperiments && random.Next(8) == 0,
                    };
                    Assert.False(Evaluator.EvalFeature(user, "f").Result.RuleId == verdict.Rule.Id, $"{verdict.Reason}\n{user}\n{source.Features[0].Node.Value}");
                });
            }
        }
        Assert.True(byExperiments > 100 && reached > 500, $"{byExperiments} behind experiments, {reached} with users");
    }

    private static string Rule(Random random, int i) => $$"""{"id":"r{{i}}",{{Kind(random, i)}}{{Hashed(random)}}{{Condition(random)}}"seed":"{{Any(random, "s", "t")}}","hashVersion":{{Any(random, "2", "2", "2", "2", "2", "2", "1", "3")}}}""";

    private static string Kind(Random random, int i) => random.Next(8) switch
    {
        0 => $"\"force\":{i},",
        1 => $"\"force\":{i},\"coverage\":{Any(random, "1", "0.9999", "0.5", "0")},",
        2 => string.Create(CultureInfo.InvariantCulture, $"\"force\":{i},\"range\":[{Any(random, "0,1", "0,0.5", "0.5,1")}],"),
        _ => $"\"key\":\"x{i}\",\"variations\":[{i},{i + 100}],{Shares(random)}{Any(random, "", "", "", "", "", Meta, "\"minBucketVersion\":1,\"bucketVersion\":1,", "\"disableStickyBucketing\":true,", "\"parentConditions\":[{\"id\":\"none\",\"condition\":{\"value\":1}}],", "\"filters\":[{\"seed\":\"s\",\"ranges\":[[0,1]]}],")}",
    };

    private const string Meta = "\"meta\":[{\"key\":\"0\"},{\"key\":\"1\",\"passthrough\":true}],";

    private static string Shares(Random random) => Any(random, "", "", "\"weights\":[1,0],", "\"weights\":[0.3,0.7],", "\"coverage\":0.5,", "\"ranges\":[[0,0.5],[0.4,1]],", "\"ranges\":[[0,0.2],[0.5,0.7]],",
        "\"namespace\":[\"n\",0,1],", "\"namespace\":[\"n\",0,0.5],", "\"namespace\":[\"n\",0.5,1],");

    private static string Hashed(Random random) => Any(random, "", "", "", "", "", "", "\"hashAttribute\":\"company\",", "\"fallbackAttribute\":\"device\",", "\"hashAttribute\":\"user.id\",");

    private static string Condition(Random random) => Any(random, "", "", "", "", "", "", "\"condition\":{\"plan\":\"pro\"},", "\"condition\":{\"plan\":{\"$ne\":\"pro\"}},", "\"condition\":{\"id\":{\"$in\":[\"u-1\",\"u-2\"]}},",
        "\"condition\":{\"id\":{\"$exists\":true}},", "\"condition\":{\"user.id\":{\"$in\":[\"u-1\",\"u-2\"]}},", "\"condition\":{\"plan\":\"pro\",\"id\":true},");

    private static Attributes User(Random random, int i)
    {
        var attributes = new Attributes { ["plan"] = Any<Value>(random, "pro", "free", Value.Null.Instance), ["user"] = new Value.Object { ["id"] = Any(random, Identifiers) } };
        foreach (var name in (string[])["id", "company", "device", "user.id"])
        {
            if (random.Next(4) > 0)
                attributes = attributes.With(name, random.Next(2) == 0 ? Any(random, Identifiers) : $"{name}-{i}-{random.Next(1_000_000)}");
        }
        return attributes;
    }

    /// <summary>Assignments of this and the version before, of any variation, for the experiments of all rules but one.</summary>
    private static StickyBuckets Stored(Random random, Attributes attributes, PayloadSource source, RuleSource without)
    {
        var assignments = source.Features[0].Rules
            .Where(rule => rule.Experiment is not null && rule != without && random.Next(2) == 0)
            .ToImmutableSortedDictionary(rule => $"{rule.Experiment!.Experiment.Key}__{random.Next(2)}", _ => Any(random, "0", "1", "2"), StringComparer.Ordinal);
        return StickyBuckets.Of(((string[])["id", "company", "device", "user.id"])
            .Where(_ => random.Next(2) == 0)
            .Select(name => (Name: name, Value: attributes[name]))
            .Where(each => each.Value.IsTruthy)
            .Select(each => new StickyAssignmentDocument(each.Name, each.Value.AsString() ?? each.Value.ToJson(), assignments)));
    }

    private static T Any<T>(Random random, params T[] items) => items[random.Next(items.Length)];
}
