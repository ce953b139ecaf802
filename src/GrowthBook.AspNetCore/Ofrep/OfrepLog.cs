using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of the protocol, event ids 2410 to 2419. No message has an API key.</summary>
internal static partial class OfrepLog
{
    [LoggerMessage(2410, LogLevel.Warning, "an OFREP request got status {Status}: {Reason} ({Total} such requests so far)")]
    public static partial void Refused(GuardedLogger logger, int status, string reason, long total);
}
