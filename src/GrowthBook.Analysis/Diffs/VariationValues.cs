namespace GrowthBook.Analysis;

/// <summary>
/// The values that the users of an experiment get. A variation that is passed through has no value: later rules decide, or the default value if
/// there are none.
/// </summary>
/// <param name="old">The experiment before.</param>
/// <param name="new">The experiment after.</param>
/// <param name="passed">
/// The values of users who are passed through, before and after; <c>null</c> for values that later rules decide. <c>null</c> as a whole for an
/// experiment of no feature, whose variations are not passed through.
/// </param>
internal sealed class VariationValues(CompiledExperiment? old, CompiledExperiment? @new, (Value? Old, Value? New)? passed)
{
    /// <summary>Whether values are counted as other ones that later rules may make equal.</summary>
    public bool HasUnknown { get; private set; }

    /// <summary>Whether a variation before and one after give different values, or may.</summary>
    public bool Differ(int before, int after)
    {
        var (valueBefore, valueAfter) = (old!.Source.Variations[before], @new!.Source.Variations[after]);
        if (passed is var (passedBefore, passedAfter))
        {
            var (passesBefore, passesAfter) = (old.Meta(before)?.Passthrough is true, @new.Meta(after)?.Passthrough is true);
            if (passesBefore && passesAfter)
                return false; // later rules have their own changes
            if ((passesBefore && passedBefore is null) || (passesAfter && passedAfter is null))
                return HasUnknown = true;
            (valueBefore, valueAfter) = (passesBefore ? passedBefore! : valueBefore, passesAfter ? passedAfter! : valueAfter);
        }
        return !valueBefore.Equals(valueAfter);
    }
}
