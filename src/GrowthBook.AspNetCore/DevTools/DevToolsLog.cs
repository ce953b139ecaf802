using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of the DevTools, event ids 2390 to 2399.</summary>
internal static partial class DevToolsLog
{
    [LoggerMessage(2390, LogLevel.Information, "GrowthBook's DevTools are off outside of the environment Development; set GrowthBookDevToolsOptions.AllowOutsideDevelopment and a Policy to allow them")]
    public static partial void Off(GuardedLogger logger);

    [LoggerMessage(2391, LogLevel.Warning, "a part of the query string or cookie _gbdebug is ignored: {Fault}")]
    public static partial void Ignored(GuardedLogger logger, string fault);

    [LoggerMessage(2392, LogLevel.Warning, "the element growthbook-devtools renders nothing, because the application does not call UseGrowthBookDevTools; call app.UseGrowthBookDevTools() after UseAuthentication")]
    public static partial void Missing(GuardedLogger logger);

    [LoggerMessage(2393, LogLevel.Warning, "the user of a request was made before UseGrowthBookDevTools, so the DevTools neither change nor show it; call UseGrowthBookDevTools before UseGrowthBookRedirects and other middleware that reads flags, and with ForVariation call UseRouting after UseGrowthBookDevTools")]
    public static partial void Late(GuardedLogger logger);

    [LoggerMessage(2394, LogLevel.Warning, "GrowthBook's DevTools are off: GrowthBookDevToolsOptions.Policy `{Policy}` has no effect without AllowOutsideDevelopment; set both to allow them, or neither")]
    public static partial void OffWithPolicy(GuardedLogger logger, string policy);
}
