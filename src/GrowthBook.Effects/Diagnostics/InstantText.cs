using System.Globalization;

namespace GrowthBook.Client;

/// <summary>Instants in log lines and descriptions.</summary>
internal static class InstantText
{
    /// <summary>Returns an instant in UTC in ISO 8601, such as <c>2026-02-03T04:05:06Z</c>, with milliseconds if it has some.</summary>
    public static string Of(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
