using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>The log lines about payloads, category <c>GrowthBook.Payloads</c>. None holds a key or an attribute.</summary>
internal static partial class PayloadLog
{
    public const string Category = "GrowthBook.Payloads";

    [LoggerMessage(100, LogLevel.Information, "payload in use: {Features} features from {Origin}, changed {DateUpdated}")]
    public static partial void Updated(ILogger logger, int features, PayloadOrigin origin, DateTimeOffset? dateUpdated);

    [LoggerMessage(101, LogLevel.Debug, "payload confirmed by {Origin}")]
    public static partial void Unchanged(ILogger logger, PayloadOrigin origin);

    [LoggerMessage(102, LogLevel.Warning, "payload not taken: it is of {DateUpdated} and the one in use of {Current}")]
    public static partial void Older(ILogger logger, DateTimeOffset dateUpdated, DateTimeOffset? current);

    [LoggerMessage(103, LogLevel.Debug, "another process is refreshing the payload")]
    public static partial void LeftToAnother(ILogger logger);

    [LoggerMessage(104, LogLevel.Warning, "payload could not be refreshed ({Reason}): {Message}")]
    public static partial void Failed(ILogger logger, PayloadFailureReason reason, string message);

    [LoggerMessage(105, LogLevel.Debug, "payload could not be refreshed, {Failures} times in a row ({Reason}): {Message}")]
    public static partial void FailedAgain(ILogger logger, int failures, PayloadFailureReason reason, string message);

    [LoggerMessage(106, LogLevel.Error, "payload cannot be had and trying again will not help; check the client key and the host: {Message}")]
    public static partial void Unrecoverable(ILogger logger, string message);

    [LoggerMessage(107, LogLevel.Information, "payload refreshed again after {Failures} failures")]
    public static partial void Recovered(ILogger logger, int failures);

    [LoggerMessage(110, LogLevel.Warning, "payload at {Path}: {Message}")]
    public static partial void PayloadWarning(ILogger logger, string path, string message);

    [LoggerMessage(111, LogLevel.Error, "payload at {Path}: {Message}")]
    public static partial void PayloadFault(ILogger logger, string path, string message);

    [LoggerMessage(112, LogLevel.Warning, "payload has {Count} more faults")]
    public static partial void MoreFaults(ILogger logger, int count);

    [LoggerMessage(120, LogLevel.Warning, "payload cache failed to {Operation}")]
    public static partial void CacheFailed(ILogger logger, Exception exception, string operation);

    [LoggerMessage(121, LogLevel.Debug, "payload cache failed again to {Operation}")]
    public static partial void CacheFailedAgain(ILogger logger, Exception exception, string operation);

    [LoggerMessage(122, LogLevel.Warning, "payload cache holds an entry that is corrupt or of another version; it counts as absent")]
    public static partial void CorruptEntry(ILogger logger);

    [LoggerMessage(123, LogLevel.Information, "payload cache works again")]
    public static partial void CacheRecovered(ILogger logger);

    [LoggerMessage(124, LogLevel.Warning, "the server forbids to store its payload (Cache-Control: no-store); the payload cache is not written")]
    public static partial void StoringForbidden(ILogger logger);

    [LoggerMessage(130, LogLevel.Error, "{Callback} threw an exception; the others are called all the same")]
    public static partial void CallbackFailed(ILogger logger, Exception exception, string callback);

    [LoggerMessage(131, LogLevel.Error, "{Task} failed and goes on after a wait")]
    public static partial void BackgroundFailed(ILogger logger, Exception exception, string task);
}
