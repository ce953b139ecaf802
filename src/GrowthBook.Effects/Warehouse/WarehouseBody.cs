using System.Globalization;

namespace GrowthBook.Client;

/// <summary>The body of a request to the ingestion API.</summary>
internal static class WarehouseBody
{
    public static string Of(IEnumerable<(TrackingEvent Event, EffectEvent Source)> events, DateTimeOffset sentAt) => new Value.Object(
    [
        new("sentAt", Iso(sentAt)),
        new("events", new Value.Array(events.Select(each => new Value.Object(
        [
            new("event_name", each.Event.Name),
            new("timestamp", Iso(each.Source.Timestamp)),
            new("properties", each.Event.Properties),
            new("attributes", each.Source.Context.EffectiveAttributes().Members),
            new("url", each.Source.Context.Url),
            new("sdk_language", SdkIdentity.Language),
            new("sdk_version", SdkIdentity.Version),
        ])))),
    ]).ToString();

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
