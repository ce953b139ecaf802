using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of gates, event ids 2315 to 2319.</summary>
internal static partial class GateLog
{
    [LoggerMessage(2315, LogLevel.Warning, "the endpoint {Endpoint} is closed for every visitor, who gets 404, because its feature {Feature} is not in the payload")]
    public static partial void Closed(GuardedLogger logger, string endpoint, string feature);
}
