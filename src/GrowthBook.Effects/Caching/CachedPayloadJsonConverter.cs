using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Cached payloads as JSON objects; the payload is a string. <see cref="PayloadCacheEntry"/> has the shorter form for stores of bytes. In
/// use wherever one occurs; it need not be named.
/// </summary>
public sealed class CachedPayloadJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(CachedPayload);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => new RecordForm<CachedPayload>(Write, Read);

    private static void Write(RecordWriter members, CachedPayload payload)
    {
        members.Text("json", payload.Json);
        members.Instant("fetchedAt", payload.FetchedAt);
        members.Text("eTag", payload.ETag);
        members.Text("contentHash", payload.ContentHash);
        members.Flag("offersStream", payload.OffersStream);
        if (payload.Lifetime is { } lifetime)
            members.Part("lifetime", lifetime, PayloadJson.Write);
    }

    private static CachedPayload Read(RecordMembers members) =>
        new(Encoding.UTF8.GetBytes(members.Text("json")), members.Instant("fetchedAt"), members.OptionalText("eTag"))
        {
            ContentHash = members.OptionalText("contentHash"),
            OffersStream = members.Flag("offersStream"),
            Lifetime = PayloadJson.OptionalLifetimeOf(members),
        };
}
