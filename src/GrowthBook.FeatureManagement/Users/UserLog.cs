using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.FeatureManagement;

/// <summary>Log messages of the users of feature managers, event ids 2350 to 2354.</summary>
internal static partial class UserLog
{
    public const string Category = "GrowthBook.FeatureManagement";

    [LoggerMessage(2350, LogLevel.Warning, "contexts of type {Type} do not describe a user of GrowthBook, so features are evaluated for the current user; pass Attributes, a dictionary with texts as keys or ITargetingContext, or add the type with Map in UseGrowthBook")]
    public static partial void ContextIgnored(GuardedLogger logger, Type type);

    [LoggerMessage(2351, LogLevel.Warning, "feature `{Feature}` has rules that read attributes, but its user has none, so they do not apply; in ASP.NET Core call AddGrowthBook(…).AddAspNetCore(), elsewhere pass a context or register an ITargetingContextAccessor")]
    public static partial void WithoutAttributes(GuardedLogger logger, string feature);
}
