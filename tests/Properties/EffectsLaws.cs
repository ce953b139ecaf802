using System.Globalization;

namespace GrowthBook.Pure.Properties;

public class EffectsLaws
{
    [Law]
    public bool None_is_neutral(EffectList list) => Effects.None + list.Effects == list.Effects && list.Effects + Effects.None == list.Effects;

    [Law]
    public bool Concatenation_is_associative(EffectList a, EffectList b, EffectList c) =>
        (a.Effects + b.Effects) + c.Effects == a.Effects + (b.Effects + c.Effects);

    [Law]
    public bool Concatenation_keeps_order_and_adds_counts(EffectList a, EffectList b) => a.Effects + b.Effects is var both
        && both.Count == a.Effects.Count + b.Effects.Count && both.SequenceEqual(Enumerable.Concat(a.Effects, b.Effects));

    [Law]
    public bool Enumerator_indexer_and_copy_agree(EffectList list)
    {
        var walked = new List<Effect>();
        foreach (var effect in list.Effects)
            walked.Add(effect);
        return walked.SequenceEqual(Enumerable.Range(0, list.Effects.Count).Select(i => list.Effects[i]))
            && walked.SequenceEqual(list.Effects) && Effects.Of([.. walked]) == list.Effects;
    }

    [Law]
    public bool Distinct_twice_is_distinct_once(EffectList list) => list.Effects.Distinct() is var distinct && distinct.Distinct() == distinct;

    [Law]
    public bool Distinct_keeps_the_first_of_each_key_in_order(EffectList list) => list.Effects.Distinct().Where(effect => effect.DeduplicationKey is not null)
        .SequenceEqual(list.Effects.Where(effect => effect.DeduplicationKey is not null)
            .GroupBy(effect => (effect.GetType(), effect.DeduplicationKey)).Select(same => same.First()));

    [Law]
    public bool Distinct_keeps_every_logged_event_and_their_order(EffectList list) => list.Effects.Distinct().OfType<Effect.EventLogged>()
        .SequenceEqual(list.Effects.OfType<Effect.EventLogged>());

    [Law]
    public bool Effects_read_back_from_their_text(EffectList list) =>
        Effects.Parse(list.Effects.ToString()) is var (read, errors) && read == list.Effects && errors.IsEmpty;

    [Law]
    public bool An_evaluation_logs_no_event(EvaluationCase test) => !test.Evaluate().Effects.OfType<Effect.EventLogged>().Any();

    [Law]
    public bool Equal_effects_have_equal_keys_hashes_and_texts(EffectList a, EffectList b) => a.Effects.All(one => b.Effects.All(other =>
        one.Equals(other) == (one.ToString() == other.ToString())
        && (!one.Equals(other) || (one.DeduplicationKey == other.DeduplicationKey && one.GetHashCode() == other.GetHashCode()))));

    [Law]
    public bool Lists_are_equal_when_their_texts_are(EffectList a, EffectList b) =>
        a.Effects == b.Effects == (a.ToString() == b.ToString()) && (a.Effects != b.Effects || a.Effects.GetHashCode() == b.Effects.GetHashCode());

    [Law]
    public bool Composition_has_a_left_identity(Step step, int number) =>
        (from x in (number, Effects.None) from y in step.Run(x) select y) == step.Run(number);

    [Law]
    public bool Composition_has_a_right_identity(Step step, int number) =>
        (from x in step.Run(number) from y in (x, Effects.None) select y) == step.Run(number);

    [Law]
    public bool Composition_is_associative(Step f, Step g, Step h, int number) =>
        (from z in (from x in f.Run(number) from y in g.Run(x) select y) from w in h.Run(z) select w)
        == (from x in f.Run(number) from w in (from y in g.Run(x) from z in h.Run(y) select z) select w);

    [Law]
    public bool Select_keeps_the_effects_and_composes(Step step, int number) =>
        (from x in step.Run(number) select x) == step.Run(number)
        && (from y in (from x in step.Run(number) select x + 1) select y * 2) == (from x in step.Run(number) select (x + 1) * 2);

    [Law]
    public bool A_query_over_evaluations_adds_up_their_effects(EvaluationCase one, EvaluationCase other)
    {
        var ((a, b), effects) = from x in one.Evaluate() from y in other.Evaluate() select (x, y);
        return (a, b) == (one.Evaluate().Result, other.Evaluate().Result) && effects == one.Evaluate().Effects + other.Evaluate().Effects;
    }

    [Law]
    public bool Applying_effects_that_assign_nothing_changes_nothing(EvaluationCase test, EffectList list)
    {
        var context = test.Parse();
        return ReferenceEquals(context.Apply([.. list.Effects.Where(effect => effect is not Effect.StickyBucketAssigned)]), context);
    }

    [Law]
    public bool Applying_twice_is_applying_once(EvaluationCase test, EffectList list) =>
        test.Parse().Apply(list.Effects) is var once && once.Apply(list.Effects) == once;

    [Law]
    public bool Applying_a_concatenation_is_applying_one_after_the_other(EvaluationCase test, EffectList a, EffectList b) =>
        test.Parse() is var context && context.Apply(a.Effects + b.Effects) == context.Apply(a.Effects).Apply(b.Effects);

    [Law]
    public bool Applied_assignments_are_stored_the_last_one_for_each_user(EffectList list)
    {
        var stored = new Context().Apply(list.Effects).StickyBuckets ?? StickyBuckets.Empty;
        return list.Effects.OfType<Effect.StickyBucketAssigned>().GroupBy(assigned => assigned.Document.Key)
            .All(same => stored.Contains(same.Last().Document));
    }

    [Law]
    public bool Every_evaluation_without_override_reports_the_usage_of_its_feature(EvaluationCase test)
    {
        var (result, effects) = test.Evaluate();
        return result.Source == FeatureResultSource.Override
            ? effects == Effects.None
            : effects.OfType<Effect.FeatureEvaluated>().Last(used => used.FeatureKey == test.Key) is var used && used.Result.Value == result.Value;
    }

    [Law(MaxTest = 400)]
    public bool Usage_is_reported_again_for_another_value_only(DiamondCase test) => test.Case.Evaluate().Effects
        .OfType<Effect.FeatureEvaluated>().GroupBy(used => used.FeatureKey, used => used.Result.Value.ToJson())
        .All(values => values.Zip(values.Skip(1), (earlier, later) => earlier != later).All(differs => differs));

    [Law]
    public bool Exposures_are_of_drawn_variations_and_each_occurs_once(DiamondCase test)
    {
        var (_, effects) = test.Case.Evaluate();
        var exposures = effects.OfType<Effect.ExperimentViewed>().ToList();
        return exposures.All(viewed => viewed.Result is { InExperiment: true, HashUsed: true })
            && exposures.DistinctBy(viewed => viewed.DeduplicationKey).Count() == exposures.Count;
    }

    [Law]
    public bool An_exposure_follows_its_assignment(EvaluationCase test, ExperimentCase other) =>
        AreExposed(test.Evaluate().Effects) && AreExposed(other.Run().Effects);

    /// <summary>
    /// Whether the effect after each assignment is an exposure of the variation that it stores. The exposure is left out
    /// if another rule exposed the same experiment before.
    /// </summary>
    private static bool AreExposed(Effects effects) => Enumerable.Range(0, effects.Count).All(i =>
        effects[i] is not Effect.StickyBucketAssigned(var document)
        || (i + 1 < effects.Count && effects[i + 1] is Effect.ExperimentViewed viewed && Stores(document, viewed))
        || Enumerable.Range(0, i).Any(earlier => effects[earlier] is Effect.ExperimentViewed other
            && document.Assignments.Keys.Any(key => key.StartsWith(other.Experiment.Key + "__", StringComparison.Ordinal))
            && (other.Result.StickyBucketUsed || other.Experiment.DisableStickyBucketing == true
                || (earlier > 0 && effects[earlier - 1] is Effect.StickyBucketAssigned(var own) && Stores(own, other)))));

    private static bool Stores(StickyAssignmentDocument document, Effect.ExperimentViewed viewed) =>
        document.AttributeName == viewed.Result.HashAttribute
        && document.Assignments.Contains(new(
            viewed.Experiment.Key + "__" + (viewed.Experiment.BucketVersion ?? 0).ToString(CultureInfo.InvariantCulture), viewed.Result.Key));
}
