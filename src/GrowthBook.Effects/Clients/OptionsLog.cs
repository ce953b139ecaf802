using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about options that are valid and probably not meant, event ids 430 to 433, category <see cref="ClientLog.Category"/>. They contain no key.</summary>
internal static partial class OptionsLog
{
    [LoggerMessage(430, LogLevel.Warning, "{Option} is {Text}, which is hours and minutes; write {Duration} if that is meant, and {Shorter} for minutes and seconds")]
    public static partial void HoursAndMinutes(GuardedLogger logger, string option, string text, TimeSpan duration, TimeSpan shorter);

    [LoggerMessage(431, LogLevel.Warning, "the option {Option} is {Duration}, and usual are {Min} to {Max}; check its unit: a configuration has days.hours:minutes:seconds, and new TimeSpan(30) has 30 ticks of 100 ns")]
    public static partial void UnusualDuration(GuardedLogger logger, string option, TimeSpan duration, TimeSpan min, TimeSpan max);

    [LoggerMessage(432, LogLevel.Warning, "the option {Option} is set and has no effect, because it needs {Needed}; set that too, or remove the option")]
    public static partial void Unused(GuardedLogger logger, string option, string needed);

    [LoggerMessage(433, LogLevel.Warning, "the configuration has changed: {Options}; the client reads its options once, so restart the application to apply them")]
    public static partial void Changed(GuardedLogger logger, string options);
}
