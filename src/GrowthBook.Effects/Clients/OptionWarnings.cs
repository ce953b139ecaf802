using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>What the log says of a client's options and parts when it is created.</summary>
internal static class OptionWarnings
{
    /// <param name="logger">The log of the client.</param>
    /// <param name="options">The options, which are valid.</param>
    /// <param name="services">The parts.</param>
    /// <param name="faults">Logs and counts a forced value that loses digits.</param>
    public static void Warn(GuardedLogger logger, GrowthBookOptions options, ClientServices services, EvaluationFaults faults)
    {
        RepeatedReceivers.Warn(logger, services);
        if (services is { Source: null, IsRegistered: false } && options.PayloadFile is null)
            ClientsPerConnection.OfProcess.Add(logger, options.Connection().CacheKey, services.TimeProvider);
        WarnOfForced(logger, options, faults);
        if (services.Source is null && options is { PayloadFile: not null, ClientKey.Length: > 0 })
            ClientLog.FileInsteadOfServer(logger);
        if (!services.WarnsOfOptions || !logger.IsEnabled(LogLevel.Warning))
            return;
        foreach (var replaced in services.ReplacedParts)
            replaced.Log(logger);
        UsualDurations.Warn(logger, options);
        UnusedOptions.Warn(logger, options, services);
    }

    private static void WarnOfForced(GuardedLogger logger, GrowthBookOptions options, EvaluationFaults faults)
    {
        foreach (var forced in options.ForcedFeatures.Where(forced => ForcedNumbers.LosesDigits(forced.Value)))
            faults.Rounded(forced.Key);
        foreach (var forced in options.ForcedFeatures.Where(forced => string.IsNullOrEmpty(forced.Value)))
            EvaluationLog.ForcedNothing(logger, PlainText.Of(forced.Key, PlainText.MaxName));
    }
}
