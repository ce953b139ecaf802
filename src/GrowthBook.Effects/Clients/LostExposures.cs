namespace GrowthBook.Client;

/// <summary>
/// Logs the first exposure of a client without a receiver of exposures: its experiments run without data. The client creates one only if no
/// observer, handler or sink takes exposures. Thread-safe.
/// </summary>
internal sealed class LostExposures
{
    private readonly GuardedLogger _logger;
    private int _isLogged;

    private LostExposures(GuardedLogger logger) => _logger = logger;

    /// <summary>Returns the check of a client; <c>null</c> if a part takes exposures, or for an application under test, whose parts are removed.</summary>
    public static LostExposures? Of(ClientServices services, GuardedLogger logger) =>
        services.WarnsOfOptions && !services.Observers.Concat(services.Handlers).Concat<object>(services.Sinks).Any(TakesExposures) ? new LostExposures(logger) : null;

    /// <summary>Looks for an exposure among effects that no receiver takes. Costs two tests after the first exposure, and for an evaluation without one.</summary>
    public void Check(in Effects effects)
    {
        if (Volatile.Read(ref _isLogged) == 0 && effects.Count > 0)
            Find(effects);
    }

    private void Find(in Effects effects)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is not Effect.ExperimentViewed { Experiment.Key: var experiment })
                continue;
            if (Interlocked.Exchange(ref _isLogged, 1) == 0)
                EvaluationLog.ExposureWithoutReceiver(_logger, PlainText.Of(experiment, PlainText.MaxName));
            return;
        }
    }

    private static bool TakesExposures(object receiver) => (EffectKind.WantedBy(receiver) & EffectKinds.Exposure) != 0;
}
