using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about a client, event ids 400 to 409, 439 to 442, 453, 454, 457 and 458, and categories of logs.</summary>
internal static partial class ClientLog
{
    public const string Category = "GrowthBook.Client";
    public const string EffectsCategory = "GrowthBook.Effects";
    public const string WarehouseCategory = "GrowthBook.Warehouse";

    [LoggerMessage(400, LogLevel.Warning, "remote evaluation failed ({Total} such failures so far); using a cached answer or the fallback values: {Failure}")]
    public static partial void RemoteEvaluationFailed(GuardedLogger logger, long total, string failure);

    [LoggerMessage(401, LogLevel.Information, "started; payload origin: {Origin}")]
    public static partial void Started(GuardedLogger logger, PayloadOrigin origin);

    [LoggerMessage(402, LogLevel.Warning, "started; payload origin: {Origin}; {Reason}")]
    public static partial void StartedWithFault(GuardedLogger logger, PayloadOrigin origin, string reason);

    [LoggerMessage(403, LogLevel.Warning, "a user was created before StartAsync was called, so every feature is unknown: call StartAsync; in a host, register hosted services after AddGrowthBook")]
    public static partial void NotStarted(GuardedLogger logger);

    [LoggerMessage(407, LogLevel.Warning, "a user was created before the first payload was loaded, so every feature is unknown; {Mend}")]
    public static partial void NotLoaded(GuardedLogger logger, string mend);

    [LoggerMessage(404, LogLevel.Information, "remote evaluation works again after {Seconds:0.#} s")]
    public static partial void RemoteEvaluationRecovered(GuardedLogger logger, double seconds);

    [LoggerMessage(405, LogLevel.Warning, "a user was changed after its remote evaluation and keeps the old answer; pass it to UserAsync for a new one")]
    public static partial void NotEvaluatedAgain(GuardedLogger logger);

    [LoggerMessage(406, LogLevel.Information, "the payload comes from PayloadFile, and the server is not asked although there is a ClientKey; remove PayloadFile to load it from the server")]
    public static partial void FileInsteadOfServer(GuardedLogger logger);

    [LoggerMessage(409, LogLevel.Warning, "{Service} is a service of the container, and no GrowthBook client uses it; pass it to the client: AddGrowthBook(…).{Call}, or ignore this line if a part of the client or the application calls it")]
    public static partial void UnusedRegistration(GuardedLogger logger, string service, string call);

    [LoggerMessage(439, LogLevel.Warning, "a GrowthBookClient that is registered after AddGrowthBook replaces its client, so the options, sinks and sources of AddGrowthBook do not apply; in a test call UseTestFeatures, otherwise remove one of the two")]
    public static partial void Replaced(GuardedLogger logger);

    [LoggerMessage(440, LogLevel.Warning, "{Part}, which was made for the client, failed when the client disposed of it; the other parts are disposed of: {Failure}")]
    public static partial void PartNotDisposed(GuardedLogger logger, string part, string failure);

    [LoggerMessage(441, LogLevel.Warning, "{Part}, which was made for the client, was not disposed of within {Limit}; the client stops without waiting for it; raise Writer.StopTimeout if it needs longer")]
    public static partial void PartDisposedLate(GuardedLogger logger, string part, TimeSpan limit);

    [LoggerMessage(442, LogLevel.Information, "{Method} was called again, and `{Type}` replaces `{Earlier}`, which the client does not use; call it once, or ignore this line if that is meant")]
    public static partial void PartReplaced(GuardedLogger logger, string method, string type, string earlier);

    [LoggerMessage(453, LogLevel.Warning, "the process ends, and a client with {Count} queued effects was not disposed of; writing them for at most {Limit}; dispose of the client before the process ends: await using")]
    public static partial void NotDisposed(GuardedLogger logger, int count, TimeSpan limit);

    [LoggerMessage(457, LogLevel.Warning, "experiment `{Experiment}` assigns a variation, and the stored assignments of its attribute `{Attribute}` were not read, as neither the payload nor an option names it; new ones of the attribute count for the user object and are not saved; name it in StickyBucketIdentifierAttributes")]
    public static partial void UnreadAssignments(GuardedLogger logger, string experiment, string attribute);

    [LoggerMessage(458, LogLevel.Warning, "the process ends while a client with {Count} queued effects is being disposed of; waiting for the disposal for at most {Limit}; await the disposal before the process ends: await using")]
    public static partial void NotAwaited(GuardedLogger logger, int count, TimeSpan limit);

    [LoggerMessage(454, LogLevel.Warning, "this process has created {Count} clients of one connection within a minute, each of which requests the payload and deduplicates exposures by itself; create one client and share it, such as by AddGrowthBook, or ignore this line if each replaces an earlier one")]
    public static partial void ManyClients(GuardedLogger logger, int count);

    [LoggerMessage(408, LogLevel.Information, "{Calls} calls of AddGrowthBook set options of this client, and later ones replace values of earlier ones; for another client, name it: AddGrowthBook(name, …)")]
    public static partial void OptionsOfSeveralCalls(GuardedLogger logger, int calls);
}
