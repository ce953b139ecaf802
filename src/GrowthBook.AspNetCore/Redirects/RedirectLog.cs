using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages of redirects, event ids 2340 to 2349.</summary>
internal static partial class RedirectLog
{
    [LoggerMessage(2340, LogLevel.Warning, "the experiment `{Experiment}` redirects to another origin, {Origin}, which GrowthBookRedirectOptions.AllowedOrigins does not have; the request continues without a redirect, and the visitors of all its variations are not counted, the control included ({Total} so far)")]
    public static partial void OtherOrigin(GuardedLogger logger, string experiment, string origin, long total);

    [LoggerMessage(2341, LogLevel.Warning, "the experiment `{Experiment}` redirects to a URL from which experiments redirect back, or redirect more than four times further; the request continues without a redirect, and such visitors of all its variations are not counted, the control included ({Total} so far)")]
    public static partial void Loop(GuardedLogger logger, string experiment, long total);
}
