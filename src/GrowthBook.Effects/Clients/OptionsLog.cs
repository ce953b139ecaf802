using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about options that are valid and probably not meant, event ids 430 to 438, category <see cref="ClientLog.Category"/>. They contain no key.</summary>
internal static partial class OptionsLog
{
    [LoggerMessage(430, LogLevel.Warning, "{Option} is {Text}, which is hours and minutes; write {Duration} if that is meant, and {Shorter} for minutes and seconds")]
    public static partial void HoursAndMinutes(GuardedLogger logger, string option, string text, TimeSpan duration, TimeSpan shorter);

    [LoggerMessage(431, LogLevel.Warning, "the option {Option} is {Duration}, and usual are {Min} to {Max}; check its unit: {Form}")]
    public static partial void UnusualDuration(GuardedLogger logger, string option, TimeSpan duration, TimeSpan min, TimeSpan max, string form);

    [LoggerMessage(432, LogLevel.Warning, "options are set and have no effect: {Options}; they need {Needed}; change that, or remove the options")]
    public static partial void Unused(GuardedLogger logger, string options, string needed);

    [LoggerMessage(433, LogLevel.Warning, "the configuration has changed: {Options}; the client reads its options once, so restart the application to apply them")]
    public static partial void Changed(GuardedLogger logger, string options);

    [LoggerMessage(434, LogLevel.Warning, "AddGrowthBook got the whole configuration and reads no options in its section {Section}; pass that section, such as builder.Configuration.GetSection(\"GrowthBook\")")]
    public static partial void WholeConfiguration(GuardedLogger logger, string section);

    [LoggerMessage(435, LogLevel.Warning, "a user has none of the attributes that CacheKeyAttributes names ({Expected}), but {Given}, so all such users get the answer of the first one; give the names that the code gives")]
    public static partial void NoCacheKey(GuardedLogger logger, string expected, string given);

    [LoggerMessage(436, LogLevel.Warning, "a user has no attribute `{Attribute}`, which {Option} names, but `{Given}`, so {Effect}; correct the name in the option or in the code")]
    public static partial void OtherAttribute(GuardedLogger logger, string attribute, string option, string given, string effect);

    [LoggerMessage(437, LogLevel.Warning, "{Option} names `{Attribute}`, which is within an attribute of a user, and only attributes themselves count, so {Effect}; {Cure}")]
    public static partial void NestedAttribute(GuardedLogger logger, string option, string attribute, string effect, string cure);

    [LoggerMessage(438, LogLevel.Warning, "the {Kind} `{Type}` is added {Count} times, so it gets each effect as often; add it once; several with settings of their own are added as objects: {Method}(provider => …)")]
    public static partial void Repeated(GuardedLogger logger, string kind, string type, int count, string method);
}
