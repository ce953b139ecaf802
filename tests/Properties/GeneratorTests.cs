using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>The generators reach every kind of case, and shrinking finds small cases: a law whose values are all alike proves little.</summary>
public class GeneratorTests
{
    private const int Samples = 1000;

    private static readonly Lazy<EvaluationCase[]> Evaluations = new(() => Sample(Arbitraries.OfEvaluationCase().Generator, Samples));

    private static readonly string[] Operators =
    [
        "$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte", "$exists", "$type", "$in", "$nin", "$ini", "$nini",
        "$all", "$alli", "$inGroup", "$notInGroup", "$regex", "$regexi", "$not", "$size", "$elemMatch",
    ];

    [Fact]
    public void Conditions_match_and_miss_in_a_fifth_of_the_cases_or_more() =>
        Assert.InRange(Share(Arbitraries.OfConditionCase(), test => test.Matches()), 0.2, 0.8);

    [Fact]
    public void Conditions_under_logic_and_groups_match_and_miss_too() => Assert.All(
        ["$or", "$nor", "$and", "$not", "$savedGroup"],
        name => Assert.InRange(
            Share(Arbitraries.OfConditionCase(), test => test.Matches(Json.Of((name, test.Condition[name]!))), test => test.Condition[name] is not null), 0.08, 0.92));

    [Fact]
    public void Every_operator_holds_and_fails()
    {
        var outcomes = Sample(Arbitraries.OfConditionCase().Generator, 4 * Samples)
            .SelectMany(test => test.Condition.Members.Select(member => (test, member.Name, Operators: member.Value as Json.Object)))
            .Where(member => member.Operators is not null && !member.Name.StartsWith('$'))
            .SelectMany(member => member.Operators!.Members.Select(operation => (
                operation.Name, Holds: member.test.Matches(Json.Of((member.Name, Json.Of(operation)))))))
            .ToLookup(outcome => outcome.Name, outcome => outcome.Holds);
        Assert.All(Operators, name => Assert.Equal(2, outcomes[name].Distinct().Count()));
    }

    [Fact]
    public void Users_are_in_the_experiment_in_two_fifths_of_the_cases_or_more() =>
        Assert.InRange(Share(Arbitraries.OfExperimentCase(), test => test.Run().Result.InExperiment), 0.4, 0.9);

    [Fact]
    public void Crowds_get_every_variation() => Assert.InRange(
        Share(Arbitraries.OfDraw(), draw => draw.Users.Select(user => Draw.VariationOf(draw.Experiment, user)).Distinct().Count() > 2), 0.5, 1);

    [Fact]
    public void Evaluations_end_in_every_way()
    {
        var sources = Evaluations.Value.Select(test => test.Evaluate().Result.Source).ToLookup(source => source);
        Assert.All(Enum.GetValues<FeatureResultSource>(), source => Assert.InRange(sources[source].Count(), Samples / 250, Samples));
        Assert.InRange(sources[FeatureResultSource.Experiment].Count(), Samples / 5, Samples);
    }

    [Fact]
    public void Evaluations_have_effects_of_every_kind()
    {
        var effects = Evaluations.Value.Select(test => test.Evaluate().Effects).ToList();
        Assert.InRange(effects.Count(list => list.OfType<Effect.StickyBucketAssigned>().Any()), Samples / 20, Samples);
        Assert.InRange(effects.Count(list => list.OfType<Effect.ExperimentViewed>().Any()), Samples / 5, Samples);
        Assert.InRange(effects.Count(list => list.OfType<Effect.FeatureEvaluated>().Count() > 1), Samples / 20, Samples);
    }

    [Fact]
    public void Sticky_users_are_drawn_found_and_kept_out()
    {
        var results = Sample(Arbitraries.OfStickyCase().Generator, Samples).Select(test => Evaluator.RunExperiment(test.Context, test.Experiment).Result).ToList();
        Assert.InRange(results.Count(result => result is { InExperiment: true, StickyBucketUsed: false }), Samples / 5, Samples);
        Assert.InRange(results.Count(result => result.StickyBucketUsed), Samples / 20, Samples);
        Assert.InRange(results.Count(result => result.HashAttribute == "device"), Samples / 40, Samples);
        Assert.InRange(results.Count(result => !result.InExperiment), Samples / 10, Samples);
    }

    [Fact]
    public void Pages_are_redirected_and_changed()
    {
        var pages = Evaluations.Value.Select(test => Evaluator.EvalPage(test.Parse()).Result).ToList();
        Assert.InRange(pages.Count(page => page.Redirect is not null), Samples / 100, Samples);
        Assert.InRange(pages.Count(page => !page.VisualChanges.IsEmpty), Samples / 100, Samples);
    }

    [Fact]
    public void Damaged_text_is_json_and_is_not() => Assert.InRange(
        Share(Arbitraries.OfDamagedText(), text => GrowthBook.Attributes.Parse([.. text.Bytes]).Errors.All(error => error.Severity != ErrorSeverity.Fatal)), 0.15, 0.85);

    [Fact]
    public void Values_are_hard()
    {
        var texts = Sample(Values.Any, Samples).Select(json => json.ToString()).ToList();
        Assert.All(["\\ud83d", "İ", "\\u0000", "1e400", "5e-324", "-0", "{", "[", "\"\"", "9007199254740993"], hard => Assert.Contains(texts, text => text.Contains(hard, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_shrunk_tree_is_smaller() => Assert.All(
        Sample(Values.Any, 300), json => Assert.All(json.Replacements(), smaller => Assert.True(smaller.Size < json.Size, $"{json} became {smaller}")));

    /// <summary>A case of hundreds of characters that fails for one reason ends as that reason.</summary>
    [Fact]
    public void Shrinking_ends_at_the_reason()
    {
        var cases = Sample(Arbitraries.OfConditionCase().Generator, Samples).Where(test => test.Condition.ToString().Contains("$regexi", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, test =>
        {
            var least = Least(test, Arbitraries.OfConditionCase(), smaller => smaller.Condition.ToString().Contains("$regexi", StringComparison.Ordinal));
            Assert.Empty(least.Attributes.Members);
            Assert.Empty(least.Groups.Members);
            Assert.InRange(least.Condition.Size, 0, 40);
        });
    }

    [Fact]
    public void Shrinking_a_draw_and_a_text_ends_at_the_reason()
    {
        var draw = Sample(Arbitraries.OfDraw().Generator, 200).First(draw => draw.Coverage > 5000 && draw.Split.Count > 3);
        var least = Least(draw, Arbitraries.OfDraw(), smaller => smaller.Coverage > 5000);
        Assert.Equal(("", 5001, 0, "0+10000"), (least.Seed, least.Coverage, least.FirstUser, least.Split.ToString()));

        var text = Sample(Arbitraries.OfDamagedText().Generator, 200).First(text => text.Bytes.Length > 300 && text.Bytes.Contains((byte)'['));
        Assert.Equal("[", Least(text, Arbitraries.OfDamagedText(), smaller => smaller.Bytes.Contains((byte)'[')).ToString());
    }

    /// <summary>Shrinks as FsCheck does: on to the first smaller value that still fails.</summary>
    private static T Least<T>(T value, Arbitrary<T> arbitrary, Func<T, bool> fails)
    {
        while (arbitrary.Shrinker(value).Where(fails).Take(1).ToArray() is [var smaller])
            value = smaller;
        return value;
    }

    private static double Share<T>(Arbitrary<T> arbitrary, Func<T, bool> property, Func<T, bool>? among = null)
    {
        var samples = Sample(arbitrary.Generator, Samples).Where(among ?? (_ => true)).ToList();
        return samples.Count(property) / (double)samples.Count;
    }

    /// <summary>Samples of a fixed seed: a share is a number here, not a probability.</summary>
    private static T[] Sample<T>(Gen<T> generator, int count) => generator.Sample(count, new Rnd(20260101, 7), 50);
}
