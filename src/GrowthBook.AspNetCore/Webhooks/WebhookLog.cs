using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of webhooks, event ids 2370 to 2379. The caller gets only the status.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(2370, LogLevel.Warning, "a webhook request without a valid signature got status {Status}: {Reason} ({Total} so far)")]
    public static partial void RefusedUnknown(GuardedLogger logger, int status, string reason, long total);

    [LoggerMessage(2371, LogLevel.Warning, "a webhook message of GrowthBook got status {Status}, and GrowthBook may send it again: {Reason}")]
    public static partial void Refused(GuardedLogger logger, int status, string reason);

    [LoggerMessage(2372, LogLevel.Debug, "the webhook message {Id} was processed before and is ignored")]
    public static partial void Repeated(GuardedLogger logger, string id);

    [LoggerMessage(2373, LogLevel.Warning, "the payload of a webhook message replaces that of the payload file until the client reads the file again: when it changes, when a message without a payload arrives, and after a restart; leave out the webhook or the payload file")]
    public static partial void ReplacesFile(GuardedLogger logger);
}
