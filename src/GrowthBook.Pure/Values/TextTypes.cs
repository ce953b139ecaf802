using System.Globalization;
using System.Text.Json;

namespace GrowthBook;

/// <summary>JSON strings as .NET types: in the forms of System.Text.Json, without the machine's time zone or culture.</summary>
internal static class TextTypes
{
    /// <summary>The text as a type; a null reference where it does not fit.</summary>
    public static object? Read(Value.String value, Type type)
    {
        var text = value.Content;
        if (type == typeof(char))
            return text.Length == 1 ? (object)text[0] : null;
        if (type == typeof(DateTime))
            return ToDateTime(value);
        if (type == typeof(DateTimeOffset))
            return ToDateTimeOffset(value);
        if (type == typeof(TimeSpan))
            return ToTimeSpan(text);
#if NET
        if (type == typeof(DateOnly))
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? (object)date : null;
        if (type == typeof(TimeOnly))
            return TimeOnly.TryParseExact(text, "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (object)time : null;
#endif
        if (type == typeof(Guid))
            return Guid.TryParseExact(text, "D", out var id) ? (object)id : null;
        if (type == typeof(Version))
            return Version.TryParse(text, out var version) ? version : null;
#pragma warning disable RS0030 // the caller asks for a Uri
        if (type == typeof(Uri))
            return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : null;
#pragma warning restore RS0030
        return type == typeof(byte[]) ? ToBytes(text) : null;
    }

    public static bool Knows(Type type) =>
        type == typeof(char) || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan)
#if NET
        || type == typeof(DateOnly) || type == typeof(TimeOnly)
#endif
        || type == typeof(Guid) || type == typeof(Version)
#pragma warning disable RS0030 // the caller asks for a Uri
        || type == typeof(Uri);
#pragma warning restore RS0030

    /// <summary>A date and time in UTC if the text names a zone, otherwise of no kind.</summary>
    private static object? ToDateTime(Value.String value)
    {
        var reader = ReaderOf(value);
        if (!reader.TryGetDateTime(out var date))
            return null;
        return date.Kind == DateTimeKind.Unspecified ? date : reader.GetDateTimeOffset().UtcDateTime;
    }

    /// <summary>A date and time with the zone of the text; without one, in UTC.</summary>
    private static object? ToDateTimeOffset(Value.String value)
    {
        var reader = ReaderOf(value);
        if (!reader.TryGetDateTime(out var date))
            return null;
        return date.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc))
            : reader.GetDateTimeOffset();
    }

    /// <summary>A duration in the constant form; days alone are a number, and none.</summary>
    private static object? ToTimeSpan(string text) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) && text.AsSpan().IndexOf(':') >= 0 ? duration : null;

    private static Utf8JsonReader ReaderOf(Value.String value)
    {
        var reader = new Utf8JsonReader(ValueWriter.ToUtf8(value));
        reader.Read();
        return reader;
    }

    private static byte[]? ToBytes(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
