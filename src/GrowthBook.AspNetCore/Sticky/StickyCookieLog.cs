using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of sticky buckets in cookies, event ids 2320 to 2326.</summary>
internal static partial class StickyCookieLog
{
    [LoggerMessage(2320, LogLevel.Warning, "sticky bucket assignments were made after the response started and are lost ({Total} so far); the next request can assign another variation if weights change meanwhile: evaluate experiments before the first write, or use a store on the server")]
    public static partial void Lost(GuardedLogger logger, long total);

    [LoggerMessage(2321, LogLevel.Warning, "a sticky bucket cookie of attribute {Attribute} would have {Bytes} of at most {MaxBytes} bytes, so its new assignments are lost ({Total} so far): end old experiments, or use a store on the server")]
    public static partial void TooLarge(GuardedLogger logger, string attribute, int bytes, int maxBytes, long total);

    [LoggerMessage(2323, LogLevel.Warning, "a sticky bucket cookie of attribute `{Attribute}` was not read, as neither the payload nor an option names the attribute, so its new assignments are not saved; name it in StickyBucketIdentifierAttributes")]
    public static partial void NotRead(GuardedLogger logger, string attribute);

    [LoggerMessage(2322, LogLevel.Debug, "a sticky bucket cookie of a request is ignored: {Fault}")]
    public static partial void Ignored(GuardedLogger logger, string fault);
}
