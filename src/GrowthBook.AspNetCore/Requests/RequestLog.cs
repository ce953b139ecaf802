using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of requests, event ids 2300 to 2309.</summary>
internal static partial class RequestLog
{
    public const string Category = "GrowthBook.AspNetCore";

    /// <summary>Returns the logger of this library.</summary>
    public static GuardedLogger Of(IServiceProvider services) => GuardedLogger.Of(services.GetRequiredService<ILoggerFactory>().CreateLogger(Category));

    [LoggerMessage(2300, LogLevel.Warning, "the user of a request was made after the response started, so the visitor got no id and is in no experiment; make the user earlier, for example by reading a flag before the first write")]
    public static partial void NoVisitorId(GuardedLogger logger);

    [LoggerMessage(2301, LogLevel.Warning, "the user of a request was made before the authentication ran, so its attributes lack the claims; call UseAuthentication before UseRouting and UseGrowthBook")]
    public static partial void Unauthenticated(GuardedLogger logger);
}
