using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Responses of payload sources as JSON objects with a member <c>type</c>; the payload is a string. In use wherever one occurs; it need
/// not be named.
/// </summary>
public sealed class PayloadFetchJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(PayloadFetch).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => new RecordForm<PayloadFetch>(Write, Read);

    private static void Write(RecordWriter members, PayloadFetch fetch)
    {
        switch (fetch)
        {
            case PayloadFetch.Loaded loaded:
                members.Text("type", "loaded");
                members.Text("json", loaded.Json);
                members.Text("eTag", loaded.ETag);
                members.Part("lifetime", loaded.Lifetime, PayloadJson.Write);
                members.Flag("offersStream", loaded.OffersStream);
                break;
            case PayloadFetch.NotModified unchanged:
                members.Text("type", "notModified");
                if (unchanged.Lifetime is { } lifetime)
                    members.Part("lifetime", lifetime, PayloadJson.Write);
                members.Flag("offersStream", unchanged.OffersStream);
                break;
            case PayloadFetch.Failed failed:
                members.Text("type", "failed");
                members.Part("failure", failed.Failure, PayloadJson.Write);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static PayloadFetch Read(RecordMembers members) => members.Text("type") switch
    {
        "loaded" => new PayloadFetch.Loaded(Encoding.UTF8.GetBytes(members.Text("json")))
        {
            ETag = members.OptionalText("eTag"),
            Lifetime = PayloadJson.OptionalLifetimeOf(members) ?? CacheLifetime.Unknown,
            OffersStream = members.Flag("offersStream"),
        },
        "notModified" => new PayloadFetch.NotModified { Lifetime = PayloadJson.OptionalLifetimeOf(members), OffersStream = members.Flag("offersStream") },
        "failed" => new PayloadFetch.Failed(PayloadJson.ReadFailure(members.Object("failure"))),
        _ => throw members.Unexpected("type", "loaded, notModified or failed"),
    };
}
