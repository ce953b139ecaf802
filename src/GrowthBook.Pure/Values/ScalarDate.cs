using System.Globalization;

namespace GrowthBook;

/// <summary>Dates as text, in the form of ECMAScript's JSON: <c>2026-02-03T04:05:06.000Z</c>.</summary>
internal static class ScalarDate
{
    private const string DateTimeString = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The instant in UTC, cut to milliseconds; a date of no kind counts as UTC.</summary>
    public static string Text(DateTime date) =>
        (date.Kind == DateTimeKind.Local ? date.ToUniversalTime() : date).ToString(DateTimeString, CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset date) => date.UtcDateTime.ToString(DateTimeString, CultureInfo.InvariantCulture);

    /// <summary>The constant form of .NET, as System.Text.Json writes it: <c>1.02:03:04.5000000</c>.</summary>
    public static string Text(TimeSpan duration) => duration.ToString("c", CultureInfo.InvariantCulture);

#if NET
    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(TimeOnly time) => Text(time.ToTimeSpan());
#endif
}
