using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>What a change of a payload does to one user of one experiment.</summary>
public enum ChangeClass
{
    /// <summary>
    /// The same variation with the same value. A measure has users whom the experiment has neither before nor after in it too; counts of users do not.
    /// </summary>
    Same,

    /// <summary>Another variation.</summary>
    Moved,

    /// <summary>In the experiment, and not before, also because it is new.</summary>
    Entered,

    /// <summary>No longer in the experiment, also because it is gone.</summary>
    Left,

    /// <summary>The same variation with another value.</summary>
    ValueOnly,

    /// <summary>The hash gives another outcome, but a stored assignment keeps the variation.</summary>
    KeptBySticky,

    /// <summary>
    /// A rule before the experiment, which exists before and after, now answers: the user gets its value, and no exposure is tracked any more. Also a rule before one that requires the feature with the experiment.
    /// </summary>
    ExposureLost,

    /// <summary>A rule before the experiment, which exists before and after, no longer answers: an exposure is tracked, and was not before.</summary>
    ExposureGained,
}

/// <summary>The names of <see cref="ChangeClass"/> in JSON.</summary>
public static class ChangeClasses
{
    /// <summary>All classes, in the order of JSON.</summary>
    public static ImmutableArray<ChangeClass> All { get; } =
    [
        ChangeClass.Same, ChangeClass.Moved, ChangeClass.Entered, ChangeClass.Left,
        ChangeClass.ValueOnly, ChangeClass.KeptBySticky, ChangeClass.ExposureLost, ChangeClass.ExposureGained,
    ];

    /// <summary>All classes but <see cref="ChangeClass.Same"/>.</summary>
    internal static ImmutableArray<ChangeClass> Changes { get; } = [.. All.Where(each => each != ChangeClass.Same)];

    /// <summary>The classes of users for whom something differs: all but <see cref="ChangeClass.Same"/> and <see cref="ChangeClass.KeptBySticky"/>.</summary>
    internal static ImmutableArray<ChangeClass> Differences { get; } = [.. Changes.Where(each => each != ChangeClass.KeptBySticky)];

    /// <summary>Returns the name in JSON, such as <c>valueOnly</c>.</summary>
    /// <param name="changeClass">The class.</param>
    /// <returns>The name.</returns>
    public static string ToName(this ChangeClass changeClass) => changeClass switch
    {
        ChangeClass.Same => "same",
        ChangeClass.Moved => "moved",
        ChangeClass.Entered => "entered",
        ChangeClass.Left => "left",
        ChangeClass.ValueOnly => "valueOnly",
        ChangeClass.KeptBySticky => "keptBySticky",
        ChangeClass.ExposureLost => "exposureLost",
        ChangeClass.ExposureGained => "exposureGained",
        _ => throw new UnreachableException(),
    };

    /// <summary>The class of a name in JSON; <c>null</c> for another text.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The class.</returns>
    public static ChangeClass? Parse(string name)
    {
        foreach (var changeClass in All)
        {
            if (changeClass.ToName() == name)
                return changeClass;
        }
        return null;
    }
}
