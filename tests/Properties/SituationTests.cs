using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>
/// A law with a condition says nothing where the condition is rare. The share of the values that each such law is about,
/// for a fixed seed.
/// </summary>
public class SituationTests
{
    private const int Samples = 300;

    /// <summary>For A_feature_evaluated_again_assigns_nothing.</summary>
    [Fact]
    public void A_tenth_of_the_evaluations_assign()
    {
        var cases = SamplesOf(Arbitraries.OfEvaluationCase()).Select(StickyLaws.Separate).ToList();
        Assert.InRange(Share(cases, test => test.Evaluate().Effects.OfType<Effect.StickyBucketAssigned>().Any()), 0.1, 1);
    }

    /// <summary>For An_exposure_follows_its_assignment.</summary>
    [Fact]
    public void A_tenth_of_the_experiments_assign_and_some_are_only_exposed()
    {
        var effects = SamplesOf(Arbitraries.OfExperimentCase()).Select(test => test.Run().Effects).ToList();
        Assert.InRange(Share(effects, list => list.OfType<Effect.StickyBucketAssigned>().Any()), 0.1, 1);
        Assert.InRange(Share(effects, list => list.OfType<Effect.ExperimentViewed>().Any() && !list.OfType<Effect.StickyBucketAssigned>().Any()), 0.1, 1);
    }

    /// <summary>For Usage_is_reported_again_for_another_value_only and Exposures_are_of_drawn_variations_and_each_occurs_once.</summary>
    [Fact]
    public void Half_of_the_diamonds_reach_a_feature_twice()
    {
        var cases = SamplesOf(Arbitraries.OfDiamondCase()).Select(test => test.Case).ToList();
        Assert.InRange(Share(cases, ReachesTwice), 0.5, 1);
        Assert.InRange(Share(cases, test => test.Evaluate().Effects.OfType<Effect.ExperimentViewed>().Any()), 0.2, 1);
    }

    /// <summary>For Ini_finds_everything_that_in_finds, In_of_one_is_eq and Lt_and_gte_are_opposite_where_values_are_comparable.</summary>
    [Fact]
    public void Operands_are_found_compared_and_not()
    {
        var cases = SamplesOf(Arbitraries.OfPathCase());
        Assert.InRange(Share(cases, test => Holds(test, "$in", Json.ListOf(test.Operand, test.Other))), 0.1, 0.9);
        Assert.InRange(Share(cases, test => Holds(test, "$type", "array")), 0.01, 0.5);
        Assert.InRange(Share(cases, test => Holds(test, "$lte", test.Operand) || Holds(test, "$gte", test.Operand)), 0.2, 0.9);
    }

    /// <summary>For Another_value_of_the_kind_of_a_misfit_changes_no_condition.</summary>
    [Fact]
    public void Some_users_have_a_misfit_and_some_do_not()
    {
        var cases = SamplesOf(Arbitraries.OfConditionCase());
        Assert.InRange(Share(cases, test => HasMisfit(test, misfit => misfit.Reason == MisfitReason.Kind)), 0.02, 0.9);
    }

    /// <summary>For A_text_in_another_case_has_the_outcome_of_one_that_no_condition_has.</summary>
    [Fact]
    public void Some_users_have_a_text_in_another_case_and_some_do_not()
    {
        var cases = SamplesOf(Arbitraries.OfConditionCase());
        Assert.InRange(Share(cases, test => HasMisfit(test, misfit => misfit.DiffersByCase)), 0.02, 0.9);
    }

    /// <summary>For Documents_merged_again_are_the_same and Distinct_keeps_the_first_of_each_key_in_order.</summary>
    [Fact]
    public void Effects_repeat_keys_and_documents()
    {
        var lists = SamplesOf(Arbitraries.OfEffectList());
        Assert.InRange(Share(lists, list => list.Effects.Distinct() != list.Effects), 0.1, 0.9);
        Assert.InRange(Share(lists, list => Repeats(list.Effects.OfType<Effect.StickyBucketAssigned>().Select(assigned => assigned.Document.Key))), 0.1, 0.9);
    }

    private static bool HasMisfit(ConditionCase test, Func<AttributeMisfit, bool> isOne) =>
        MisfitLaws.UsersInOtherCases(test.Context().Attributes).Any(user => MisfitLaws.PayloadOf(test).AttributeTests.MisfitsOf(user).Any(isOne));

    /// <summary>Whether the evaluated feature depends on one feature in two places.</summary>
    private static bool ReachesTwice(EvaluationCase test) =>
        Repeats(Evaluator.Explain(test.Parse(), test.Key).AllFeatures().Select(feature => feature.Key));

    private static bool Repeats(IEnumerable<string> keys) => keys.GroupBy(key => key).Any(same => same.Count() > 1);

    private static bool Holds(PathCase test, string name, Json operand) =>
        new ConditionCase(test.User.Attributes, Json.Of(), Json.Of((test.Path, Json.Of((name, operand))))).Matches();

    private static T[] SamplesOf<T>(Arbitrary<T> arbitrary) => arbitrary.Generator.Sample(Samples, new Rnd(20260101, 7), 50);

    private static double Share<T>(IReadOnlyCollection<T> samples, Func<T, bool> isSo) => samples.Count(isSo) / (double)samples.Count;
}
