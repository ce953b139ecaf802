using System.Globalization;

namespace GrowthBook.Client;

/// <summary>Counts of effects by kind, for log lines about lost effects. Not thread-safe.</summary>
internal sealed class EffectCounts
{
    private long _exposures;
    private long _usages;
    private long _events;
    private long _assignments;

    /// <summary>The number of all effects.</summary>
    public long Total => _exposures + _usages + _events + _assignments;

    /// <summary>Whether usages are among the effects.</summary>
    public bool HasUsages => _usages > 0;

    /// <summary>Counts an effect.</summary>
    public void Add(Effect effect)
    {
        switch (effect)
        {
            case Effect.ExperimentViewed:
                _exposures++;
                break;
            case Effect.FeatureEvaluated:
                _usages++;
                break;
            case Effect.EventLogged:
                _events++;
                break;
            default:
                _assignments++;
                break;
        }
    }

    /// <summary>Returns the present counts, which later effects do not change.</summary>
    public EffectCounts Copy() => (EffectCounts)MemberwiseClone();

    /// <summary>The kinds that occur, such as <c>exposures 1, usages 20</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(", ", new[]
    {
        ("exposures", _exposures), ("usages", _usages), ("events", _events), ("assignments", _assignments),
    }.Where(each => each.Item2 > 0).Select(each => $"{each.Item1} {each.Item2.ToString(CultureInfo.InvariantCulture)}"));
}
