using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Measures what happens to the users of one experiment between two payloads.</summary>
/// <param name="old">The experiment before; <c>null</c> if it is new.</param>
/// <param name="new">The experiment after; <c>null</c> if it is removed.</param>
/// <param name="earlier">The rules before the experiment.</param>
/// <param name="values">The values of the variations.</param>
/// <param name="isSticky">Whether each user in the experiment has a stored assignment.</param>
/// <param name="work">The steps that are left for all measures; <c>null</c> without a limit.</param>
internal sealed class ExperimentMeasure(CompiledExperiment? old, CompiledExperiment? @new, EarlierRules earlier, VariationValues values, bool isSticky, WorkLimit? work = null)
{
    private readonly BigInteger[] _counts = new BigInteger[ChangeClasses.All.Length];

    /// <summary>The measure; <c>null</c> with too many combinations of random inputs.</summary>
    public ChangeMeasure? Of()
    {
        Assignment[] assignments =
        [
            old is null ? Assignment.Empty : Assignment.Of(old),
            @new is null ? Assignment.Empty : Assignment.Of(@new),
            .. earlier.Assignments,
        ];
        if (!JointMeasure.Each(assignments, Add, work))
            return null;
        if (_counts.All(count => count.IsZero))
            _counts[(int)ChangeClass.Same] = 1; // earlier rules answer all users, before and after
        return new ChangeMeasure([.. _counts]);
    }

    private void Add(ReadOnlySpan<int> outcomes, BigInteger weight)
    {
        var (wasAnswered, isAnswered) = earlier.Answers(outcomes[2..]);
        if (wasAnswered && isAnswered)
            return; // the experiment cannot see the user
        _counts[(int)ClassOf(outcomes[0], outcomes[1], wasAnswered, isAnswered)] += weight;
    }

    private ChangeClass ClassOf(int before, int after, bool wasAnswered, bool isAnswered)
    {
        if (wasAnswered)
            return after < 0 ? ChangeClass.Same : ChangeClass.ExposureGained;
        if (isAnswered)
            return before < 0 ? ChangeClass.Same : ChangeClass.ExposureLost;
        if (before < 0)
            return after < 0 ? ChangeClass.Same : ChangeClass.Entered;
        var key = KeyOf(old!, before);
        if (after >= 0 && KeyOf(@new!, after) == key)
            return values.Differ(before, after) ? ChangeClass.ValueOnly : ChangeClass.Same;
        return isSticky && IsKept(key) ? ChangeClass.KeptBySticky : after < 0 ? ChangeClass.Left : ChangeClass.Moved;
    }

    /// <summary>Whether an assignment to a variation that the old experiment stored counts in the new one.</summary>
    private bool IsKept(string key) => @new is not null && old!.IsSticky && @new.IsSticky && old.StickyKey == @new.StickyKey
        && (@new.Source.MinBucketVersion ?? 0) <= (old.Source.BucketVersion ?? 0)
        && !@new.Source.Meta.IsDefault && @new.Source.Meta.Any(meta => meta.Key == key);

    /// <summary>The key of a variation in results.</summary>
    public static string KeyOf(CompiledExperiment experiment, int variation) =>
        experiment.Meta(variation)?.Key is { Length: > 0 } key ? key : variation.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The keys of an experiment's variations.</summary>
    public static ImmutableArray<string> KeysOf(CompiledExperiment experiment) =>
        [.. Enumerable.Range(0, experiment.Source.Variations.Length).Select(variation => KeyOf(experiment, variation))];
}
