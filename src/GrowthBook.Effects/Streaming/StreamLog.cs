using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about streams, category <c>GrowthBook.Streaming</c>, event ids 200 to 299. They contain no key.</summary>
internal static partial class StreamLog
{
    public const string Category = "GrowthBook.Streaming";

    [LoggerMessage(200, LogLevel.Information, "stream of changes opened")]
    public static partial void Opened(GuardedLogger logger);

    [LoggerMessage(206, LogLevel.Debug, "stream of changes opened again")]
    public static partial void OpenedAgain(GuardedLogger logger);

    [LoggerMessage(201, LogLevel.Debug, "stream of changes ended; reconnecting in {Wait}")]
    public static partial void Ended(GuardedLogger logger, TimeSpan wait);

    [LoggerMessage(202, LogLevel.Warning, "stream of changes failed ({Reason}); polling, and reconnecting in {Wait}: {Message}")]
    public static partial void Failed(GuardedLogger logger, PayloadFailureReason reason, TimeSpan wait, string message);

    [LoggerMessage(203, LogLevel.Debug, "stream of changes failed {Errors} times in a row ({Reason}); reconnecting in {Wait}: {Message}")]
    public static partial void FailedAgain(GuardedLogger logger, int errors, PayloadFailureReason reason, TimeSpan wait, string message);

    [LoggerMessage(204, LogLevel.Error, "stream of changes refused; retrying in {Wait}: {Message}")]
    public static partial void Unrecoverable(GuardedLogger logger, TimeSpan wait, string message);

    [LoggerMessage(205, LogLevel.Information, "the server has not offered a stream of changes yet; polling until it does")]
    public static partial void NotOffered(GuardedLogger logger);
}
