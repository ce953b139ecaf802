namespace GrowthBook.Analysis.Tests;

/// <summary>What a ramp promises holds for each user who is evaluated: no exposure is lost, and no value differs but for those who enter something.</summary>
public sealed class RampTests
{
    private const int Users = 60;

    /// <summary>Random changes; CI makes 2,000.</summary>
    private static readonly int Changes = Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1" ? 2_000 : 1_000;

    [Fact]
    public void No_user_loses_an_exposure_or_a_value_by_a_ramp()
    {
        var (ramps, entering) = (0, 0);
        for (var seed = 0; seed < Changes; seed++)
        {
            var random = new RandomChanges(seed);
            var (oldJson, newJson) = random.Next();
            var (old, @new) = (WrittenPayload.Parse(oldJson).Value, WrittenPayload.Parse(newJson).Value);
            // A proof takes time, so that it is only asked for if nothing else stands against the ramp.
            if (RampObstacles.Of(Diff.Of(old, @new).ToValue()).Any(obstacle => !obstacle.EndsWith("--prove makes", StringComparison.Ordinal))
                || RampObstacles.Of(Diff.Of(old, @new, new DiffOptions(Proves: true)).ToValue()).Any())
            {
                continue;
            }
            ramps++;
            var enters = false;
            for (var i = 0; i < Users; i++)
            {
                var user = random.User(i);
                var lost = Exposures(Evaluator.EvalPage(new Context(old.Compiled, user)).Effects);
                lost.ExceptWith(Exposures(Evaluator.EvalPage(new Context(@new.Compiled, user)).Effects));
                Assert.True(lost.Count == 0, $"seed {seed}, {user}: {lost.FirstOrDefault()}\n{oldJson}\n{newJson}");
                foreach (var feature in RandomChanges.Features)
                {
                    var (before, after) = (new Context(old.Compiled, user), new Context(@new.Compiled, user));
                    var (isKept, hasEntered) = Compare(before, after, feature, @new);
                    Assert.True(isKept, $"seed {seed}, {feature}, {user}:\n{oldJson}\n{newJson}\n{Evaluator.Explain(before, feature)}\n{Evaluator.Explain(after, feature)}");
                    enters |= hasEntered;
                }
            }
            entering += enters ? 1 : 0;
        }
        Assert.True(ramps > 50, $"{ramps} ramps");
        Assert.True(entering > 20, $"{entering} ramps that users enter");
    }

    /// <summary>Whether a user keeps exposures and value, and whether the user enters something.</summary>
    private static (bool IsKept, bool HasEntered) Compare(Context old, Context @new, string feature, WrittenPayload payload)
    {
        var (before, effects) = Evaluator.EvalFeature(old, feature);
        var (after, later) = Evaluator.EvalFeature(@new, feature);
        var (lost, gained) = (Exposures(effects), Exposures(later));
        lost.ExceptWith(Exposures(later));
        gained.ExceptWith(Exposures(effects));
        var hasEntered = gained.Count > 0 || Evaluator.Explain(@new, feature).AllFeatures().Any(trace =>
            trace.Result.Source == FeatureResultSource.Force && IsRollout(payload, trace.Key, trace.Result.RuleId) && Evaluator.EvalFeature(old, trace.Key).Result.RuleId != trace.Result.RuleId);
        return (lost.Count == 0 && (hasEntered || before.Value.Equals(after.Value)), hasEntered);
    }

    private static HashSet<(string, string)> Exposures(Effects effects) => [.. effects.OfType<Effect.ExperimentViewed>().Select(viewed => (viewed.Experiment.Key, viewed.Result.Key))];

    private static bool IsRollout(WrittenPayload payload, string feature, string rule) =>
        payload.Parts.Find(feature)!.Rules.Single(each => each.Id == rule).Json.ContainsKey("coverage"); // a rule with filters has one too
}
