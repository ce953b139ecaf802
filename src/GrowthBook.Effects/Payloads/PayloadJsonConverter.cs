using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Lifetimes and failures as JSON objects; durations are in seconds. In use wherever one occurs; it need not be named.
/// </summary>
public sealed class PayloadJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(typeToConvert) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(typeToConvert);

    private static JsonConverter? Find(Type type) =>
        type == typeof(CacheLifetime) ? new RecordForm<CacheLifetime>(PayloadJson.Write, PayloadJson.ReadLifetime)
        : type == typeof(PayloadFailure) ? new RecordForm<PayloadFailure>(PayloadJson.Write, PayloadJson.ReadFailure)
        : null;
}

/// <summary>The members of lifetimes and failures in JSON.</summary>
internal static class PayloadJson
{
    public static void Write(RecordWriter members, CacheLifetime lifetime)
    {
        members.Seconds("maxAge", lifetime.MaxAge);
        members.Seconds("staleWhileRevalidate", lifetime.StaleWhileRevalidate);
        members.Seconds("staleIfError", lifetime.StaleIfError);
        members.Flag("noStore", lifetime.NoStore);
    }

    public static CacheLifetime ReadLifetime(RecordMembers members) => new(
        members.OptionalSeconds("maxAge"), members.OptionalSeconds("staleWhileRevalidate"), members.OptionalSeconds("staleIfError"), members.Flag("noStore"));

    /// <summary>The member <c>lifetime</c> of an object; <c>null</c> without one.</summary>
    public static CacheLifetime? OptionalLifetimeOf(RecordMembers members) =>
        members.OptionalObject("lifetime") is { } lifetime ? ReadLifetime(lifetime) : null;

    public static void Write(RecordWriter members, PayloadFailure failure)
    {
        members.Name("reason", failure.Reason);
        members.Text("message", failure.Message);
        members.Flag("isUnrecoverable", failure.IsUnrecoverable);
        members.Seconds("retryAfter", failure.RetryAfter);
        members.Integer("status", failure.Status);
        members.Flag("isPause", failure.IsPause);
    }

    public static PayloadFailure ReadFailure(RecordMembers members) =>
        new(members.Name<PayloadFailureReason>("reason"), members.Text("message"), members.Flag("isUnrecoverable"))
        {
            RetryAfter = members.OptionalSeconds("retryAfter"),
            Status = members.OptionalCount("status"),
            IsPause = members.Flag("isPause"),
        };
}
