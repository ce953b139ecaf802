using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about payload caches, category <see cref="PayloadLog.Category"/>. They contain no client key.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(120, LogLevel.Warning, "payload cache failed to {Operation}; continuing without it: {Failure}")]
    public static partial void Failed(GuardedLogger logger, string operation, string failure);

    [LoggerMessage(121, LogLevel.Debug, "payload cache failed again to {Operation}: {Failure}")]
    public static partial void FailedAgain(GuardedLogger logger, string operation, string failure);

    [LoggerMessage(122, LogLevel.Warning, "payload cache holds an entry that is corrupt or has another version; it counts as a miss")]
    public static partial void CorruptEntry(GuardedLogger logger);

    [LoggerMessage(125, LogLevel.Warning, "payload cache holds an entry that was confirmed at {FetchedAt}, in the future; its age counts as unknown, so the source is asked; check the clock")]
    public static partial void FutureEntry(GuardedLogger logger, string fetchedAt);

    [LoggerMessage(126, LogLevel.Warning, "payload cache holds an entry for {Key} with more than {MaxBytes} bytes; it counts as a miss: delete it, or raise MaxPayloadBytes")]
    public static partial void LargeEntry(GuardedLogger logger, string key, int maxBytes);

    [LoggerMessage(123, LogLevel.Information, "payload cache works again; outage: {Seconds:0.#} s")]
    public static partial void Recovered(GuardedLogger logger, double seconds);
}
