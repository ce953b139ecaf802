namespace GrowthBook.Pure.Properties;

public class StickyLaws
{
    [Law]
    public bool Evaluating_again_gives_the_same_variation_and_assigns_nothing_new(StickyCase test)
    {
        var (first, effects) = Evaluator.RunExperiment(test.Context, test.Experiment);
        var (second, later) = Evaluator.RunExperiment(test.Context.Apply(effects), test.Experiment);
        return (first.InExperiment, first.VariationId, first.HashValue) == (second.InExperiment, second.VariationId, second.HashValue)
            && !later.OfType<Effect.StickyBucketAssigned>().Any()
            && (!first.InExperiment || second.StickyBucketUsed)
            && later.OfType<Effect.ExperimentViewed>().All(viewed => viewed.Result.StickyBucketUsed);
    }

    [Law(MaxTest = 1000)]
    public bool A_feature_evaluated_again_assigns_nothing(EvaluationCase test)
    {
        var separate = Separate(test);
        var (_, effects) = separate.Evaluate();
        var (_, later) = Evaluator.EvalFeature(separate.Parse().Apply(effects), separate.Key);
        return !later.OfType<Effect.StickyBucketAssigned>().Any();
    }

    /// <summary>
    /// The case with an own experiment key for each rule and without minimum versions. Rules that share a key replace
    /// each other's assignment in every evaluation, and a rule below its own minimum keeps the user out the second time.
    /// </summary>
    internal static EvaluationCase Separate(EvaluationCase test)
    {
        if (test.Payload["features"] is not Json.Object features)
            return test;
        var separate = features.Members.Select(feature => (feature.Name, Separate(feature.Value, feature.Name)));
        return test with { Payload = test.Payload.With("features", new Json.Object([.. separate])) };
    }

    private static Json Separate(Json feature, string name) => feature is Json.Object members && members["rules"] is Json.List rules
        ? members.With("rules", new Json.List([.. rules.Items.Select((rule, i) => rule is Json.Object given && given["variations"] is not null
            ? given.Without("minBucketVersion").With("key", name + "-" + (char)('0' + i))
            : rule)]))
        : feature;

    [Law]
    public bool A_stored_variation_survives_other_targeting(StickyCase test, StickyCase other)
    {
        var (first, effects) = Evaluator.RunExperiment(test.Context, test.Experiment);
        var changed = test.Experiment with
        {
            Condition = Condition.Parse("""{"nobody":"here"}""").Value,
            Coverage = 0,
            Seed = other.Draw.Seed,
            HashVersion = other.Draw.Version,
            Namespace = new ExperimentNamespace("ns", new BucketRange(0, 0)),
            Filters = [new Filter("layer", [])],
        };
        var (second, _) = Evaluator.RunExperiment(test.Context.Apply(effects), changed);
        return !first.InExperiment || (second.InExperiment && second.StickyBucketUsed && second.VariationId == first.VariationId);
    }

    [Law]
    public bool A_new_bucket_version_draws_again(StickyCase test)
    {
        var (_, effects) = Evaluator.RunExperiment(test.Context, test.Experiment);
        var again = test.Experiment with { BucketVersion = 100 };
        return Evaluator.RunExperiment(test.Context.Apply(effects), again).Result == Evaluator.RunExperiment(test.Context with { StickyBuckets = StickyBuckets.Empty }, again).Result;
    }

    [Law]
    public bool A_user_with_an_assignment_of_a_blocked_version_stays_out(StickyCase test)
    {
        var (first, effects) = Evaluator.RunExperiment(test.Context, test.Experiment);
        var next = test.Experiment with { BucketVersion = test.BucketVersion + 1, MinBucketVersion = test.BucketVersion + 1 };
        var (second, later) = Evaluator.RunExperiment(test.Context.Apply(effects), next);
        return !first.InExperiment || (!second.InExperiment && second.StickyBucketUsed && later == Effects.None);
    }

    [Law]
    public bool The_assignment_names_the_variation_under_key_and_version(StickyCase test)
    {
        var (result, effects) = Evaluator.RunExperiment(test.Context, test.Experiment);
        return effects.OfType<Effect.StickyBucketAssigned>().All(assigned =>
            assigned.Document.Assignments["exp__" + (char)('0' + test.BucketVersion)] == result.Key
            && assigned.Document.Key == result.HashAttribute + "||" + ((Value.String)result.HashValue).Content);
    }

    [Law]
    public bool An_assignment_loses_nothing_that_was_stored_before(StickyCase test)
    {
        var (_, effects) = Evaluator.RunExperiment(test.Context, test.Experiment);
        var after = test.Context.Apply(effects).StickyBuckets!;
        return test.Context.StickyBuckets!.All(before => after.Single(document => document.Key == before.Key) is var now
            && before.Assignments.All(assignment => now.Assignments.ContainsKey(assignment.Key))
            && before.Assignments.Count(assignment => now.Assignments[assignment.Key] != assignment.Value) <= 1);
    }

    [Law]
    public bool Without_sticky_bucketing_nothing_is_used_or_assigned(StickyCase test, bool inContext)
    {
        var context = inContext ? test.Context with { StickyBuckets = null } : test.Context;
        var experiment = inContext ? test.Experiment : test.Experiment with { DisableStickyBucketing = true };
        var (result, effects) = Evaluator.RunExperiment(context, experiment);
        return !result.StickyBucketUsed && result.HashAttribute == "id" && !effects.OfType<Effect.StickyBucketAssigned>().Any();
    }

    [Law]
    public bool Documents_merged_again_are_the_same(EffectList one, EffectList other)
    {
        var documents = one.Effects.Concat(other.Effects).OfType<Effect.StickyBucketAssigned>().Select(assigned => assigned.Document).ToArray();
        return documents.All(left => documents.Where(right => right.Key == left.Key).All(right => left.Merge(right) is var merged
            && merged.Merge(right).Equals(merged) && right.Assignments.All(assignment => merged.Assignments[assignment.Key] == assignment.Value)));
    }
}
