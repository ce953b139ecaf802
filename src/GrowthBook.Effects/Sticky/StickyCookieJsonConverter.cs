using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Cookies of sticky bucket documents, and those that were left out, as JSON objects; durations are in seconds. In use wherever one
/// occurs; it need not be named.
/// </summary>
public sealed class StickyCookieJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(typeToConvert) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(typeToConvert);

    private static JsonConverter? Find(Type type) =>
        type == typeof(StickyBucketCookie) ? new RecordForm<StickyBucketCookie>(Write, ReadCookie)
        : type == typeof(StickyBucketCookieFault) ? new RecordForm<StickyBucketCookieFault>(Write, ReadFault)
        : null;

    private static void Write(RecordWriter members, StickyBucketCookie cookie)
    {
        members.Text("name", cookie.Name);
        members.Text("value", cookie.Value);
        members.Seconds("maxAge", cookie.MaxAge);
        members.Text("domain", cookie.Domain);
    }

    private static StickyBucketCookie ReadCookie(RecordMembers members)
    {
        var cookie = new StickyBucketCookie(members.Text("name"), members.Text("value")) { Domain = members.OptionalText("domain") };
        return members.OptionalSeconds("maxAge") is { } maxAge ? cookie with { MaxAge = maxAge } : cookie;
    }

    private static void Write(RecordWriter members, StickyBucketCookieFault fault)
    {
        members.Text("name", fault.Name);
        members.Text("reason", fault.Reason);
    }

    private static StickyBucketCookieFault ReadFault(RecordMembers members) => new(members.Text("name"), members.Text("reason"));
}
