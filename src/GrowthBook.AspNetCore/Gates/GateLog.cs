using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of gates, event ids 2315 to 2317.</summary>
internal static partial class GateLog
{
    [LoggerMessage(2315, LogLevel.Warning, "the endpoint {Endpoint} is closed for every visitor, who gets 404, because its feature `{Feature}` is not in the payload")]
    public static partial void Closed(GuardedLogger logger, string endpoint, string feature);

    [LoggerMessage(2316, LogLevel.Warning, "the endpoint {Endpoint} requires {Required}, but the value of its feature `{Feature}` is {Kind}, so visitors get 404; require a value of this kind")]
    public static partial void OtherKind(GuardedLogger logger, string endpoint, string required, string feature, string kind);

    [LoggerMessage(2317, LogLevel.Warning, "the endpoint {Endpoint} is closed for every visitor, who gets 404, because `{Feature}` is no feature of the payload; a gate names one feature: write one gate for each, and all have to be met")]
    public static partial void List(GuardedLogger logger, string endpoint, string feature);
}
