using System.Collections.Immutable;
using System.Numerics;

namespace GrowthBook.Analysis;

/// <summary>Measures what happens to the users of one experiment between two payloads.</summary>
/// <param name="old">The experiment before; <c>null</c> if it is new.</param>
/// <param name="new">The experiment after; <c>null</c> if it is removed.</param>
/// <param name="earlier">The rules before the experiment.</param>
/// <param name="values">The values of the variations.</param>
/// <param name="stored">What stored assignments do, if each user in the experiment has one; otherwise <c>null</c>.</param>
/// <param name="passing">The users who pass to the experiment with a stored assignment.</param>
/// <param name="work">The steps that are left for all measures; <c>null</c> without a limit.</param>
internal sealed class ExperimentMeasure(
    CompiledExperiment? old, CompiledExperiment? @new, EarlierRules earlier, VariationValues values, StoredAssignments? stored = null, Assignment? passing = null, WorkLimit? work = null)
{
    private readonly BigInteger[] _counts = new BigInteger[ChangeClasses.All.Length];

    private BigInteger _answered;

    private readonly Assignment[] _assignments =
    [
        old is null ? Assignment.Empty : Assignment.Of(old),
        @new is null ? Assignment.Empty : Assignment.Of(@new),
        passing ?? Assignment.Everybody,
        .. earlier.Assignments,
    ];

    /// <summary>Why a measure in which something changes is an estimate; <c>null</c> for an exact one.</summary>
    public string? InexactReason => earlier.InexactReason(_assignments, EarlierRules.SeenShare(_counts, _answered));

    /// <summary>Why there is no measure, after <see cref="Of"/>; <c>null</c> if there is one.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The measure; <c>null</c> with too many combinations of random inputs. A class without a share has no users.</summary>
    public ChangeMeasure? Of()
    {
        Refusal = JointMeasure.Visit(_assignments, Add, work);
        if (Refusal is not null)
            return null;
        if (_counts.All(count => count.IsZero))
            _counts[(int)ChangeClass.Same] = 1; // earlier rules answer all users, before and after
        return new ChangeMeasure([.. _counts]);
    }

    private void Add(ReadOnlySpan<int> outcomes, BigInteger weight)
    {
        var (wasAnswered, isAnswered) = earlier.Answers(outcomes[3..]);
        if (wasAnswered && isAnswered)
        {
            _answered += weight; // the experiment cannot see the user
            return;
        }
        var (before, after) = (outcomes[0], outcomes[1]);
        _counts[(int)(wasAnswered ? after < 0 ? ChangeClass.Same : old is null ? ChangeClass.Entered : ChangeClass.ExposureGained
            : isAnswered ? before < 0 ? ChangeClass.Same : @new is null ? ChangeClass.Left : ChangeClass.ExposureLost
            : before < 0 ? after < 0 ? ChangeClass.Same : ChangeClass.Entered
            : ClassOf(before, after, outcomes[2] >= 0))] += weight;
    }

    /// <summary>The class of a user who was in the experiment.</summary>
    private ChangeClass ClassOf(int before, int hashed, bool passes)
    {
        var key = KeyOf(old!, before);
        var after = (passes ? stored?.VariationOf(key) : null) ?? hashed;
        if (after < 0)
            return ChangeClass.Left;
        if (KeyOf(@new!, after) != key)
            return ChangeClass.Moved;
        return values.Differ(before, after) ? ChangeClass.ValueOnly
            : hashed >= 0 && KeyOf(@new!, hashed) == key ? ChangeClass.Same
            : ChangeClass.KeptBySticky;
    }

    /// <summary>The key of a variation in results.</summary>
    public static string KeyOf(CompiledExperiment experiment, int variation) =>
        experiment.Meta(variation)?.Key is { Length: > 0 } key ? key : variation.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The keys of an experiment's variations.</summary>
    public static ImmutableArray<string> KeysOf(CompiledExperiment experiment) =>
        [.. Enumerable.Range(0, experiment.Source.Variations.Length).Select(variation => KeyOf(experiment, variation))];
}
