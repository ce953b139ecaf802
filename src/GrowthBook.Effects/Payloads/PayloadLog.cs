using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about the content of payloads, event ids 110 to 119. They contain no key and no attribute.</summary>
internal static partial class PayloadLog
{
    /// <summary>The category of all messages about payloads, their refreshes and their caches.</summary>
    public const string Category = "GrowthBook.Payloads";

    [LoggerMessage(110, LogLevel.Warning, "payload from {Source} at {Path}: {Message}")]
    public static partial void PayloadWarning(GuardedLogger logger, string source, string path, string message);

    [LoggerMessage(111, LogLevel.Error, "payload from {Source} at {Path}: {Message}")]
    public static partial void PayloadFault(GuardedLogger logger, string source, string path, string message);

    [LoggerMessage(112, LogLevel.Warning, "payload has {Count} more faults")]
    public static partial void MoreFaults(GuardedLogger logger, int count);

    [LoggerMessage(113, LogLevel.Warning, "many payloads with different faults arrived; their faults are logged for one payload per {Interval}")]
    public static partial void FaultsOmitted(GuardedLogger logger, TimeSpan interval);

    [LoggerMessage(117, LogLevel.Warning, "there is a DecryptionKey, and the payload from {Origin} is not encrypted; it is used; turn on the encryption of the SDK connection, or remove the key")]
    public static partial void NotEncrypted(GuardedLogger logger, PayloadOrigin origin);

    [LoggerMessage(114, LogLevel.Warning, "a payload of a stream, a webhook or TakePayloadAsync is not used ({Reason}): {Message}")]
    public static partial void NotTaken(GuardedLogger logger, PayloadFailureReason reason, string message);
}
