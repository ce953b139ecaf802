using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>Log messages about variations that code requires, event ids 2310 to 2313.</summary>
internal static partial class VariationLog
{
    [LoggerMessage(2310, LogLevel.Warning, "code requires variation `{Variation}` of feature `{Feature}`, but experiment `{Experiment}` has no such variation, so none of its users gets it; did you mean `{Nearest}`?")]
    public static partial void Unknown(GuardedLogger logger, string variation, string feature, string experiment, string nearest);

    [LoggerMessage(2311, LogLevel.Warning, "code requires variation `{Variation}` of feature `{Feature}`, but experiment `{Experiment}` has no such variation, so none of its users gets it; its variations are {Variations}")]
    public static partial void NotAmong(GuardedLogger logger, string variation, string feature, string experiment, string variations);

    [LoggerMessage(2312, LogLevel.Warning, "code requires variation `{Variation}` of feature `{Feature}`, which has no experiment and never this value, so no user gets it; check the feature's key, or add the experiment in GrowthBook")]
    public static partial void WithoutExperiment(GuardedLogger logger, string variation, string feature);

    [LoggerMessage(2313, LogLevel.Warning, "the handlers of the route {Route} are for variations of several features ({Features}), and a user who is in a variation of two of them gets status 500; let one feature choose among the handlers of a route, or ignore this line if the variations exclude each other")]
    public static partial void SeveralFeatures(GuardedLogger logger, string route, string features);
}
