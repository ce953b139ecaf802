using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about refreshes, category <see cref="PayloadLog.Category"/>. They contain no key and no attribute.</summary>
internal static partial class RefreshLog
{
    [LoggerMessage(100, LogLevel.Information, "payload in use: {Features} features from {Origin}, changed at {DateUpdated}, content {Content}")]
    public static partial void Updated(GuardedLogger logger, int features, string origin, string dateUpdated, string content);

    [LoggerMessage(108, LogLevel.Information, "payload in use: {Features} features from {Origin}, without a date, content {Content}")]
    public static partial void UpdatedWithoutDate(GuardedLogger logger, int features, string origin, string content);

    [LoggerMessage(109, LogLevel.Information, "features are evaluated remotely by the server, for each user; the client has no payload")]
    public static partial void EvaluatedRemotely(GuardedLogger logger);

    [LoggerMessage(101, LogLevel.Debug, "payload confirmed by {Origin}")]
    public static partial void Unchanged(GuardedLogger logger, PayloadOrigin origin);

    [LoggerMessage(102, LogLevel.Warning, "payload held: its date {DateUpdated} is before {Current}, the date of the payload in use; it is used if the server keeps to it for {Limit}; RefreshAsync(force: true) uses it at once")]
    public static partial void Older(GuardedLogger logger, string dateUpdated, string current, TimeSpan limit);

    [LoggerMessage(103, LogLevel.Debug, "another process is refreshing the payload")]
    public static partial void LeftToAnother(GuardedLogger logger);

    [LoggerMessage(104, LogLevel.Warning, "payload refresh failed ({Reason}); {Retry}: {Message}")]
    public static partial void Failed(GuardedLogger logger, PayloadFailureReason reason, string retry, string message);

    [LoggerMessage(105, LogLevel.Debug, "payload refresh failed {Failures} times in a row ({Reason}): {Message}")]
    public static partial void FailedAgain(GuardedLogger logger, int failures, PayloadFailureReason reason, string message);

    [LoggerMessage(106, LogLevel.Error, "payload refused, and the server says that retries will fail: {Message}")]
    public static partial void Unrecoverable(GuardedLogger logger, string message);

    [LoggerMessage(107, LogLevel.Information, "payload refresh recovered (failed attempts: {Failures})")]
    public static partial void Recovered(GuardedLogger logger, int failures);

    [LoggerMessage(115, LogLevel.Warning, "the payload from {Origin} has no features, and the one before had {Features}; every feature is unknown now, so it is off and calls return their fallback; check the project, the environment and the key of the SDK connection")]
    public static partial void WithoutFeatures(GuardedLogger logger, PayloadOrigin origin, int features);

    [LoggerMessage(124, LogLevel.Warning, "the server forbids storing its payload (Cache-Control: no-store); the payload cache is not written")]
    public static partial void StoringForbidden(GuardedLogger logger);

    [LoggerMessage(130, LogLevel.Error, "{Callback} threw an exception; the other callbacks are still called: {Failure}")]
    public static partial void CallbackFailed(GuardedLogger logger, string callback, string failure);

    [LoggerMessage(131, LogLevel.Error, "{Task} failed; retrying in {Delay}: {Failure}")]
    public static partial void BackgroundFailed(GuardedLogger logger, string task, TimeSpan delay, string failure);
}
