using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of the inspector, event ids 2380 to 2389.</summary>
internal static partial class InspectorLog
{
    [LoggerMessage(2380, LogLevel.Debug, "the cookie growthbook-forced of a request is malformed or forged and forces nothing; clear the forced values in the inspector")]
    public static partial void CookieIgnored(GuardedLogger logger);

    [LoggerMessage(2381, LogLevel.Information, "the inspector is at {Pattern}; it shows every flag and forces values for a browser")]
    public static partial void Mapped(GuardedLogger logger, string pattern);

    [LoggerMessage(2382, LogLevel.Information, "the inspector is at {Pattern}; it shows every flag and forces values for a browser, to visitors who meet the policy {Policy}")]
    public static partial void MappedWithPolicy(GuardedLogger logger, string pattern, string policy);
}
