using GrowthBook.Analysis;
using GrowthBook.Analysis.Tests;

namespace GrowthBook.Cli.Tests;

/// <summary>Limits without users that are not exceeded hold for each user who is evaluated.</summary>
public sealed class SoundLimitTests
{
    private const int Changes = 1_500, ProvedChanges = 300, Users = 40;

    [Theory]
    [InlineData("any>0", 100)]
    [InlineData("moved>0,left>0,exposureLost>0", 100)]
    [InlineData("moved>0", 10)]
    [InlineData("left>0,exposureLost>0", 100)]
    [InlineData("left>0", 100)]
    [InlineData("exposureLost>0", 40)]
    [InlineData("entered>0,exposureGained>0", 100)]
    [InlineData("entered>0", 100)]
    [InlineData("exposureGained>0", 20)]
    [InlineData("valueOnly>0", 20)]
    [InlineData("moved>0,left>0,exposureLost>0", 20, true)]
    public void Users_do_not_exceed_limits_that_a_difference_does_not(string text, int atLeast, bool proves = false)
    {
        var (limits, kept, differing) = (Threshold.Parse(text).Thresholds, 0, 0);
        for (var seed = 0; seed < (proves ? ProvedChanges : Changes); seed++)
        {
            var random = new RandomChanges(seed);
            var (oldJson, newJson) = random.Next();
            var (old, @new) = (WrittenPayload.Parse(oldJson).Value, WrittenPayload.Parse(newJson).Value);
            var diff = Analysis.Diff.Of(old, @new, new DiffOptions(Proves: proves)).ToValue();
            var isExceeded = limits.Any(limit => limit.IsCrossed(diff));
            var changes = new List<UserChange>();
            for (var i = 0; i < Users; i++)
            {
                var user = random.User(i);
                foreach (var feature in RandomChanges.Features)
                    UserComparison.Compare(new Context(old.Compiled, user), @new.Compiled, feature, changes);
                changes.AddRange(LostOnPages(old, @new, user));
                changes.AddRange(LostOnPages(@new, old, user).Where(change => change.Class == ChangeClass.Left).Select(change => change with { Class = ChangeClass.Entered }));
                changes.AddRange(LostRollouts(old, @new, user));
                changes.AddRange(LostRollouts(@new, old, user).Select(change => change with { Class = ChangeClass.Entered }));
            }
            changes.RemoveAll(change => change.Class == ChangeClass.Same || !limits.Any(limit => limit.Class is null || limit.Class == change.Class) || !IsPromised(change));
            Assert.True(isExceeded || changes.Count == 0, $"seed {seed}: {changes.FirstOrDefault()}\n{oldJson}\n{newJson}");
            (kept, differing) = (kept + (isExceeded ? 0 : 1), differing + (changes.Count > 0 ? 1 : 0));
        }
        Assert.True(kept > (proves ? 20 : 100) && differing >= atLeast, $"{kept} kept, {differing} differ");
    }

    /// <summary>
    /// Whether limits without users are of a change. Another value is that of an experiment, because a measure has the users of rollouts as those who enter and leave.
    /// </summary>
    private static bool IsPromised(UserChange change) => change.Class != ChangeClass.ValueOnly || change.Experiment is not null;

    /// <summary>The rollouts of the feature that requires none which no longer give a user their value.</summary>
    private static IEnumerable<UserChange> LostRollouts(WrittenPayload old, WrittenPayload @new, Attributes user)
    {
        var feature = RandomChanges.Features[0];
        var (before, after) = (Evaluator.EvalFeature(new Context(old.Compiled, user), feature).Result, Evaluator.EvalFeature(new Context(@new.Compiled, user), feature).Result);
        return before.RuleId != after.RuleId && !before.Value.Equals(after.Value) && old.Parts.Find(feature)!.Rules.Any(rule => rule.Id == before.RuleId && rule.Json.ContainsKey("coverage") && rule.Force is not null)
            ? [new UserChange(feature, null, ChangeClass.Left, null, null)]
            : [];
    }

    /// <summary>The exposures that the payload's own experiments take from a user, also of features that they require.</summary>
    private static IEnumerable<UserChange> LostOnPages(WrittenPayload old, WrittenPayload @new, Attributes user)
    {
        var after = Exposures(@new);
        return Exposures(old).Where(exposure => !after.Contains(exposure)).Select(exposure => new UserChange(null, exposure.Key,
            after.Any(other => other.Key == exposure.Key) ? ChangeClass.Moved : ChangeClass.Left, exposure.Variation, null));

        HashSet<(string Key, string Variation)> Exposures(WrittenPayload payload) =>
            [.. Evaluator.EvalPage(new Context(payload.Compiled, user)).Effects.OfType<Effect.ExperimentViewed>().Select(viewed => (viewed.Experiment.Key, viewed.Result.Key))];
    }
}
