using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>Finds durations in configurations such as <c>00:30</c>, which means half an hour, and was perhaps meant as half a minute.</summary>
internal static class HoursAndMinutes
{
    /// <summary>Warns of each duration with hours and minutes only.</summary>
    public static void Warn(GuardedLogger logger, IEnumerable<IConfiguration> configurations)
    {
        foreach (var section in configurations.SelectMany(configuration => ConfigurationValues.Durations.Select(path => configuration.GetSection(path))))
        {
            if (section.Value is { } text && text.Count(character => character == ':') == 1
                && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration != TimeSpan.Zero)
            {
                OptionsLog.HoursAndMinutes(logger, section.Path, PlainText.Of(text, PlainText.MaxName), duration, TimeSpan.FromTicks(duration.Ticks / 60));
            }
        }
    }
}
