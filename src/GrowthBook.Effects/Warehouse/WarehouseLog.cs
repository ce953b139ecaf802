using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages of the warehouse, event ids 2200 to 2299.</summary>
internal static partial class WarehouseLog
{
    [LoggerMessage(2200, LogLevel.Debug, "{Count} events sent to the warehouse")]
    public static partial void Sent(GuardedLogger logger, int count);

    [LoggerMessage(2201, LogLevel.Error, "the warehouse refused events with status {Status} ({Total} such refusals so far); check the client key and the ingestion host")]
    public static partial void Refused(GuardedLogger logger, int status, long total);
}
