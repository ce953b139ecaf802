namespace GrowthBook.Analysis.Tests;

/// <summary>A rollout's counts are of the users who reach it, as their evaluation says.</summary>
public sealed class RolloutCountsTests
{
    private const string Payload = """
        {"features":{"needed":{"defaultValue":false,"rules":[{"condition":{"plan":"pro"},"force":true}]},"f":{"defaultValue":-1,"rules":[RULES]}}}
        """;

    [Theory]
    [InlineData("""{"id":"r","force":1,"coverage":0.3,"condition":{"plan":"pro"}}""")]
    [InlineData("""{"id":"r","force":1,"coverage":0.3,"parentConditions":[{"id":"needed","condition":{"value":true}}]}""")]
    [InlineData("""{"id":"r","force":1,"coverage":0.3,"parentConditions":[{"id":"needed","condition":{"value":true},"gate":true}]}""")]
    [InlineData("""{"condition":{"plan":{"$ne":"pro"}},"force":0},{"id":"r","force":1,"coverage":0.3}""")]
    [InlineData("""{"condition":{"plan":{"$ne":"pro"}},"key":"x","variations":[7,8]},{"id":"r","force":1,"coverage":0.3}""")]
    [InlineData("""{"parentConditions":[{"id":"needed","condition":{"value":true},"gate":true}]},{"id":"r","force":1,"coverage":0.3}""")]
    [InlineData("""{"force":0,"coverage":0.4,"seed":"other","hashVersion":2,"condition":{"plan":"team"}},{"id":"r","force":1,"coverage":0.3,"condition":{"plan":"pro"}}""")]
    public void Users_who_do_not_reach_a_rollout_are_not_counted(string rules)
    {
        var counter = Counter(Of(rules), out var simulation);
        for (var i = 0; i < 3_000; i++)
            counter.Add(new Attributes { ["id"] = $"u{i}", ["plan"] = i % 3 == 0 ? "pro" : "free" });

        var row = Row(simulation, counter, "r");

        Assert.Equal(1_000, Count(row, 0) + Count(row, 1));
        Assert.Equal([0.699, 0.301], Shares(row), Close); // of 1,000 buckets; a coverage includes its end
        Assert.Equal("match", row["verdict"].AsString());
    }

    /// <summary>The sum over a feature's rollouts and what is left is the number of its users, of 300 random features.</summary>
    [Fact]
    public void Counts_agree_with_the_rules_that_answer()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var rules = string.Join(',', Enumerable.Range(0, random.Next(1, 6)).Select(i => RuleOf(i, random)));
            var counter = Counter(Of(rules), out var simulation);
            var (reached, included) = (new int[6], new int[6]);
            for (var user = 0; user < 60; user++)
            {
                var attributes = new Attributes { ["id"] = $"u{random.Next(1_000_000)}", ["plan"] = random.Next(2) == 0 ? "pro" : "free" };
                counter.Add(attributes);
                var trace = Evaluator.Explain(new Context(simulation.Payload.Compiled, attributes), "f").Trace;
                foreach (var rule in trace.Rules.Where(rule => rule.Outcome != RuleOutcome.NotReached && rule.Steps.Any(step => step is TraceStep.RolloutCoverage or TraceStep.Filter)))
                {
                    reached[rule.Index]++;
                    included[rule.Index] += rule.Outcome == RuleOutcome.Answered ? 1 : 0;
                }
            }

            var result = Result(simulation, counter);
            for (var i = 0; i < 6; i++)
            {
                if (((Value.Array)result["rollouts"]).FirstOrDefault(row => row["rule"].AsString() == $"r{i}") is { } row)
                    Assert.Equal((reached[i] - included[i], included[i]), (Count(row, 0), Count(row, 1)));
            }
        }
    }

    /// <summary>A rule before the rollout with the same hash leaves the buckets that it does not answer.</summary>
    [Fact]
    public void The_expected_shares_are_of_the_users_who_are_left()
    {
        var row = Simulated("""{"force":0,"range":[0,0.4],"hashVersion":2},{"id":"r","force":1,"range":[0,0.7],"hashVersion":2}""");

        Assert.Equal([0.5, 0.5], Shares(row), Close); // buckets from 4,000 to 6,999 of those from 4,000 to 9,999
        Assert.Equal("match", row["verdict"].AsString());
    }

    [Fact]
    public void A_rollout_behind_a_rule_for_all_users_has_none()
    {
        var row = Simulated("""{"force":0},{"id":"r","force":1,"coverage":0.5}""");

        Assert.Equal((0, 0), (Count(row, 0), Count(row, 1)));
        Assert.Equal(("untested", "no user reaches it"), (row["verdict"].AsString(), row["reason"].AsString()));
    }

    /// <summary>Rules of one feature have its key as seed: who is left depends on how many users the targeted rule before it sees.</summary>
    [Fact]
    public void A_rollout_whose_shares_depend_on_attributes_is_counted_and_not_tested()
    {
        var row = Simulated("""{"id":"p","force":0,"coverage":0.4,"condition":{"plan":"pro"}},{"id":"r","force":1,"coverage":0.5}""");

        Assert.Equal("untested", row["verdict"].AsString());
        Assert.Equal("rule `p` before it shares a random input with it, and attributes decide whom that rule answers", row["reason"].AsString());
        Assert.InRange(Count(row, 0) + Count(row, 1), 7_500, 9_000); // half or a third of the users are `pro`, and 0.4 of them are answered before
    }

    /// <summary>A feature with the key of a probe is another feature.</summary>
    [Fact]
    public void Keys_of_probes_are_free()
    {
        var counter = Counter("""{"features":{"f":{"rules":[{"id":"r","force":1,"coverage":0.5,"parentConditions":[{"id":"rollout 0","condition":{"value":true}}]}]},"rollout 0":{"defaultValue":true}}}""", out var simulation);
        for (var i = 0; i < 100; i++)
            counter.Add(new Attributes { ["id"] = $"u{i}" });

        var row = Row(simulation, counter, "r");

        Assert.Equal(100, Count(row, 0) + Count(row, 1));
    }

    /// <summary>A feature with many rollouts takes one evaluation a user.</summary>
    [Fact]
    public void Many_rollouts_of_a_feature_take_one_evaluation()
    {
        static long Allocated(int rollouts)
        {
            var rules = string.Join(',', Enumerable.Range(0, rollouts).Select(i => $$"""{"id":"r{{i}}","force":1,"coverage":0,"seed":"{{i}}"}"""));
            var counter = Counter(Of(rules), out _);
            var attributes = new Attributes { ["id"] = "u" };
            counter.Add(attributes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            counter.Add(attributes);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(Allocated(800), 0, 10 * Allocated(100)); // 64 times as much would be the square
    }

    private static string RuleOf(int i, Random random)
    {
        // The evaluation looks at filters before the condition, so that its trace says who reaches a rollout with one of them.
        string[] parts =
        [
            random.Next(3) switch { 0 => """ "condition":{"plan":"pro"}, """, 1 => """ "filters":[{"attribute":"id","seed":"f","hashVersion":2,"ranges":[[0,0.6]]}], """, _ => "" },
            random.Next(4) == 0 ? $$""" "parentConditions":[{"id":"needed","condition":{"value":true}{{(random.Next(2) == 0 ? ""","gate":true""" : "")}}}], """ : "",
            random.Next(3) == 0 ? $""" "seed":"{random.Next(3)}", """ : "",
        ];
        var answer = random.Next(4) switch
        {
            0 => $$""" "key":"x{{i}}","variations":[1,2],"coverage":0.5 """,
            1 => """ "force":1 """,
            _ => $""" "force":1,"coverage":0.{random.Next(1, 10)} """,
        };
        return $$"""{"id":"r{{i}}",{{string.Concat(parts) + answer}} }""";
    }

    private static string Of(string rules) => Payload.Replace("RULES", rules, StringComparison.Ordinal);

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) < 1e-9;

    private static Value Simulated(string rules)
    {
        var simulation = Simulation.Of(WrittenPayload.Parse(Of(rules)).Value);
        var partial = simulation.Run(10_000, 3, Shard.Whole);
        return ((Value.Array)SimulationResult.ToValue(partial.About, partial.Tally)["rollouts"]).Single(row => row["rule"].AsString() == "r");
    }

    private static AssignmentCounter Counter(string payload, out Simulation simulation)
    {
        var (written, errors) = WrittenPayload.Parse(payload);
        Assert.Empty(errors);
        return (simulation = Simulation.Of(written)).NewCounter();
    }

    private static Value.Object Result(Simulation simulation, AssignmentCounter counter)
    {
        var partial = simulation.Result(counter, Shard.Whole, Value.Object.Empty);
        return SimulationResult.ToValue(partial.About, partial.Tally);
    }

    private static Value Row(Simulation simulation, AssignmentCounter counter, string rule) =>
        ((Value.Array)Result(simulation, counter)["rollouts"]).Single(row => row["rule"].AsString() == rule);

    private static int Count(Value row, int arm) => (int)row["counts"][arm].AsDouble()!.Value;

    private static IEnumerable<double> Shares(Value row) => ((Value.Array)row["shares"]).Select(share => share.AsDouble()!.Value);
}
