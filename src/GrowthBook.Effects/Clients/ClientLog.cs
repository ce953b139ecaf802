using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

internal static partial class ClientLog
{
    public const string Category = "GrowthBook.Client";
    public const string EffectsCategory = "GrowthBook.Effects";
    public const string WarehouseCategory = "GrowthBook.Warehouse";

    [LoggerMessage(400, LogLevel.Warning, "the server did not evaluate for a user ({Total} times by now), who has an older answer or the fallback values of the code: {Failure}")]
    public static partial void RemoteEvaluationFailed(ILogger logger, long total, string failure);

    [LoggerMessage(401, LogLevel.Information, "started; where the payload came from: {Origin}")]
    public static partial void Started(ILogger logger, PayloadOrigin origin);

    [LoggerMessage(402, LogLevel.Warning, "started; where the payload came from: {Origin}, because {Reason}")]
    public static partial void StartedWithFault(ILogger logger, PayloadOrigin origin, string reason);

    [LoggerMessage(403, LogLevel.Warning, "a user was asked for before StartAsync was called; until it is, no payload is loaded and every feature is unknown")]
    public static partial void NotStarted(ILogger logger);
}
