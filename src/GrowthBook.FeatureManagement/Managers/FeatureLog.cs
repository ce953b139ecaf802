using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.FeatureManagement;

/// <summary>Log messages of features, event ids 2355 to 2359.</summary>
internal static partial class FeatureLog
{
    [LoggerMessage(2355, LogLevel.Warning, "no feature has the key `{Feature}`, so it is off; did you mean `{Nearest}`?")]
    public static partial void Missing(GuardedLogger logger, string feature, string nearest);

    [LoggerMessage(2356, LogLevel.Warning, "no feature has the key `{Feature}`, so it is off; correct the key, or add the feature in GrowthBook")]
    public static partial void Missing(GuardedLogger logger, string feature);

    [LoggerMessage(2358, LogLevel.Warning, "no feature has the key `{Feature}`, so it is off; it is an experiment of the feature `{Owner}`: use the key of the feature")]
    public static partial void IsExperiment(GuardedLogger logger, string feature, string owner);

    [LoggerMessage(2357, LogLevel.Warning, "the key `{Feature}` differs from GrowthBook's feature `{Key}` in case, so Microsoft's feature manager answers for it; write `{Key}` in the code, or remove the feature from the configuration")]
    public static partial void OtherCase(GuardedLogger logger, string feature, string key);
}
