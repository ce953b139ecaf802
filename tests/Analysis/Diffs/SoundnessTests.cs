namespace GrowthBook.Analysis.Tests;

/// <summary>
/// What the measure of a feature says of all users holds for users who are evaluated, if it is exact and all of the change. Exposures of a
/// prerequisite's experiments are in the measure of the prerequisite.
/// </summary>
public sealed class SoundnessTests
{
    private const int Users = 400;

    [Fact]
    public void Not_more_users_differ_than_measured_and_none_of_a_feature_that_is_the_same()
    {
        var (same, different) = (0, 0);
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new RandomPairs(seed);
            var (old, @new) = random.Next();
            var users = Enumerable.Range(0, Users).Select(random.User).ToArray();
            var diff = Diff.Of(old, @new);
            foreach (var feature in RandomPairs.Features)
            {
                if (MeasureOf(diff, feature) is not { } share)
                    continue;
                var count = users.Count(user => IsChanged(new Context(old.Compiled, user), @new.Compiled, feature));

                Assert.True(share == 0 ? count == 0 : count <= Users * (share + 0.1), $"seed {seed}, {feature}: {count} of {Users} users, measured {share}: {TextOf(old)} and {TextOf(@new)}");
                same += share == 0 ? 1 : 0;
                different += count > 0 ? 1 : 0;
            }
        }
        Assert.True(same > 100, $"{same} are the same");
        Assert.True(different > 50, $"{different} differ");
    }

    /// <summary>The sum of the shares of a feature; <c>null</c> if they are not exact, or not all that the change does.</summary>
    private static double? MeasureOf(PayloadDiff diff, string feature)
    {
        var (change, experiments) = (diff.Features.SingleOrDefault(each => each.Key == feature), diff.Experiments.Where(each => each.Feature == feature).ToArray());
        var measures = experiments.Select(each => each.Measure).Concat(change?.Rollouts.Select(each => each.Measure) ?? []);
        return change is { IsMeasured: false } || experiments.Any(each => !each.IsExact) || change?.Rollouts.Any(each => !each.IsExact) is true
            ? null
            : measures.Sum(measure => ChangeClasses.All.Where(each => each != ChangeClass.Same).Sum(measure.Share));
    }

    private static bool IsChanged(Context context, Payload payload, string feature)
    {
        var (before, effects) = Evaluator.EvalFeature(context, feature);
        var (after, later) = Evaluator.EvalFeature(context with { Payload = payload }, feature);
        return !before.Value.Equals(after.Value) || !Exposures(effects, feature).SequenceEqual(Exposures(later, feature));
    }

    private static string TextOf(WrittenPayload payload) => string.Join(", ", payload.Parts.Features.Select(feature => $"{feature.Key} {feature.Json}"));

    private static IEnumerable<string> Exposures(Effects effects, string feature) =>
        effects.OfType<Effect.ExperimentViewed>().Where(viewed => viewed.Experiment.Key.StartsWith(feature, StringComparison.Ordinal)).Select(viewed => $"{viewed.Experiment.Key}: {viewed.Result.Key}").Order(StringComparer.Ordinal);
}
