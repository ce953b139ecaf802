using System.Collections.Immutable;

namespace GrowthBook.Pure.Properties;

public class AssignmentLaws
{
    [Law]
    public bool Raising_coverage_never_moves_an_enrolled_user(RaisedCoverage raise) => raise.Draw.Users.All(user =>
        Draw.VariationOf(raise.Draw.Experiment, user) is var before
        && (before < 0 || before == Draw.VariationOf((raise.Draw with { Coverage = raise.Raised }).Experiment, user)));

    /// <summary>The boundary is between <c>From</c> and the next variation. Only users in the stretch that it moves over change.</summary>
    [Law]
    public bool Moving_a_boundary_moves_only_the_users_next_to_it(MovedBoundary move)
    {
        var (draw, parts) = (move.Draw with { Coverage = Split.Whole }, move.Draw.Split.Parts);
        var moved = parts.SetItem(move.From, parts[move.From] - move.Moved).SetItem(move.From + 1, parts[move.From + 1] + move.Moved);
        var after = draw with { Split = new Split(moved) };
        var boundary = parts.Take(move.From + 1).Sum() / (double)Split.Whole;
        var stretch = move.Moved / (double)Split.Whole;
        return draw.Users.All(user =>
        {
            var bucket = draw.BucketOf(user);
            var (old, now) = (Draw.VariationOf(draw.Experiment, user), Draw.VariationOf(after.Experiment, user));
            if (draw.IsAtBoundary(bucket) || after.IsAtBoundary(bucket))
                return true;
            return bucket > boundary - stretch && bucket < boundary ? (old, now) == (move.From, move.From + 1) : old == now;
        });
    }

    [Law]
    public bool Full_coverage_includes_every_user(Draw draw) =>
        (draw with { Coverage = Split.Whole }).Experiment is var experiment && draw.Users.All(user => Draw.VariationOf(experiment, user) >= 0);

    [Law]
    public bool No_coverage_includes_no_user(Draw draw) =>
        (draw with { Coverage = 0 }).Experiment is var experiment && draw.Users.All(user => Draw.VariationOf(experiment, user) < 0);

    [Law]
    public bool A_user_gets_the_variation_of_the_bucket(Draw draw, Identifier user) =>
        draw.BucketOf(user.Content) is var bucket
        && (draw.IsAtBoundary(bucket) || Draw.VariationOf(draw.Experiment, user.Content) == NaiveRanges.Of(draw.Split, draw.Coverage).ToList()
            .FindIndex(range => range.Start <= (decimal)bucket && (decimal)bucket < range.End));

    [Law]
    public bool The_seed_decides_and_not_the_key(Draw draw, HardText key) => draw.Seed.Length == 0 || draw.Users.All(user =>
        Draw.VariationOf(draw.Experiment, user) == Draw.VariationOf(draw.Experiment with { Key = key.Content }, user));

    [Law]
    public bool Without_a_seed_the_key_is_hashed(Draw draw) => draw.Users.All(user =>
        Draw.VariationOf(draw.Experiment with { Seed = null, Key = draw.Seed + "x" }, user)
        == Draw.VariationOf(draw.Experiment with { Seed = draw.Seed + "x" }, user));

    [Law]
    public bool Raising_a_rollout_never_takes_the_value_away(RaisedCoverage raise) =>
        Rollout(raise.Draw.Coverage, raise.Draw) is var before && Rollout(raise.Raised, raise.Draw) is var after
        && raise.Draw.Users.All(user => !IsForced(before, user) || IsForced(after, user));

    [Law]
    public bool A_rollout_includes_its_own_bound(Draw draw, Identifier user) =>
        Hashing.Hash("f", user.Content, 2) is { } bucket
        && IsForced(Rollout((int)Math.Round(bucket * Split.Whole), draw with { Version = 2, Seed = "" }), user.Content) == bucket > 0;

    [Law]
    public bool Drafts_disabled_contexts_and_unknown_hash_versions_exclude_every_user(ExperimentCase test) =>
        Evaluate(test) is var (context, experiment)
        && !Evaluator.RunExperiment(context with { Enabled = false }, experiment).Result.InExperiment
        && !IsDrawn(context, experiment with { Active = false })
        && !IsDrawn(context, experiment with { HashVersion = 3 })
        && !IsDrawn(context with { QaMode = true }, experiment)
        && !IsDrawn(context with { Attributes = Attributes.Empty, AttributeOverrides = Attributes.Empty }, experiment);

    [Law]
    public bool A_forced_variation_is_given_without_hash_and_effects(ExperimentCase test, bool second)
    {
        var (context, experiment) = Evaluate(test);
        if (experiment.Variations.Length < 2)
            return true;
        var forced = context with { Enabled = true, Url = "", ForcedVariations = ImmutableDictionary<string, int>.Empty.Add(experiment.Key, second ? 1 : 0) };
        var (result, effects) = Evaluator.RunExperiment(forced, experiment with { UrlPatterns = default });
        return result is { InExperiment: true, HashUsed: false } && result.VariationId == (second ? 1 : 0) && effects == Effects.None;
    }

    private static bool IsDrawn(Context context, Experiment experiment) => Evaluator.RunExperiment(context, experiment).Result.HashUsed;

    private static (Context Context, Experiment Experiment) Evaluate(ExperimentCase test) => (
        Context.Parse(test.Context.ToString(), Payload.Parse(test.Payload.ToString()).Value).Value,
        Experiment.Parse(test.Experiment.ToString()).Value!);

    private static Payload Rollout(int coverage, Draw draw) => Payload.Parse(Json.Of(("features", Json.Of(("f", Json.Of(("rules", Json.ListOf(Json.Of(
        ("force", true), ("coverage", new Json.Number((coverage / 10_000m).ToString(System.Globalization.CultureInfo.InvariantCulture))),
        ("hashVersion", draw.Version), ("seed", draw.Seed))))))))).ToString()).Value;

    private static bool IsForced(Payload payload, string user) =>
        Evaluator.IsOn(new Context(payload, new Attributes { ["id"] = user }), "f").IsOn;
}
