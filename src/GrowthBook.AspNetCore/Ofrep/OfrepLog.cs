using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of the protocol, event ids 2410 to 2419. No message has an API key.</summary>
internal static partial class OfrepLog
{
    [LoggerMessage(2410, LogLevel.Warning, "an OFREP request got status {Status}: {Reason} ({Total} so far)")]
    public static partial void Refused(GuardedLogger logger, int status, string reason, long total);

    [LoggerMessage(2411, LogLevel.Warning, "an OFREP request asks for the feature `{Feature}`, which does not exist for it, and gets status 404; {Mend}")]
    public static partial void NotFound(GuardedLogger logger, string feature, string mend);
}
