namespace GrowthBook.Client;

/// <summary>A function of <see cref="GrowthBookUser.WithEffects(Func{Effects, Context, Effects}, bool)"/>.</summary>
/// <param name="Apply">Returns the effects to deliver.</param>
/// <param name="TracksExposures">Whether the function tracks the exposures, so that none is lost without a receiver.</param>
internal sealed record EffectsChange(Func<Effects, Context, Effects> Apply, bool TracksExposures)
{
    /// <summary>Returns a change that applies another one after this one.</summary>
    public EffectsChange Then(EffectsChange next)
    {
        var (first, second) = (Apply, next.Apply);
        return new((effects, context) => second(first(effects, context), context), TracksExposures || next.TracksExposures);
    }
}
