namespace GrowthBook.Client;

/// <content>The log lines of an overload: from the first effect that a full queue drops until the queue has room again.</content>
public sealed partial class BackgroundEffectWriter
{
    private const string ExposuresOnlyAdvice =
        "; a sink that needs exposures only leaves out the usages if it is made by EffectSink.Of(onExperimentViewed: ...)";

    /// <summary>The effects that the full queue dropped in the current overload; <c>null</c> without one. Guarded by the lock of the queue.</summary>
    private EffectCounts? _overload;

    /// <summary>Counts an effect that the full queue drops. Call it under the lock.</summary>
    /// <returns>The counts of the overload to log, for its 1st, 2nd, 4th, 8th drop and so on; otherwise <c>null</c>.</returns>
    private EffectCounts? CountOverload(in QueuedEffect effect)
    {
        _overload ??= new EffectCounts();
        _overload.Add(effect.Event.Effect);
        var total = _overload.Total;
        return (total & (total - 1)) == 0 ? _overload.Copy() : null;
    }

    /// <summary>
    /// Ends the overload if the queue is less than half full. Call it under the lock when effects of a batch are settled: a batch that
    /// is only taken out empties a small queue although the sink is as slow as before.
    /// </summary>
    /// <returns>The counts to log; <c>null</c> if no overload has ended.</returns>
    private EffectCounts? EndOverload()
    {
        if (_overload is null || (_queue.Count > 0 && 2L * _queue.Count >= _capacity))
            return null;
        var ended = _overload;
        _overload = null;
        return ended;
    }

    private void LogOverload(EffectCounts dropped) =>
        PipelineLog.QueueFull(_logger, _name, dropped.Total, $"{dropped}", dropped.HasUsages ? ExposuresOnlyAdvice : "");

    private void LogEndOfOverload(EffectCounts? dropped)
    {
        if (dropped is not null)
            PipelineLog.QueueRecovered(_logger, _name, dropped.Total, $"{dropped}");
    }
}
