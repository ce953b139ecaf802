using System.Text;

namespace GrowthBook.Client;

/// <summary>The request of a remote evaluation and the cache key of its response.</summary>
internal static class RemoteEvaluationRequest
{
    public const int MaxKeys = 1000;
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The body of the request, or why the server would refuse it.</summary>
    public static (byte[] Body, PayloadFailure? Failure) Of(Context context)
    {
        var attributes = AttributesOf(context);
        if (TooMany("attributes", attributes.Count) is { } attributesFailure)
            return ([], attributesFailure);
        if (TooMany("forced variations", context.ForcedVariations.Count) is { } variationsFailure)
            return ([], variationsFailure);
        if (TooMany("forced features", context.ForcedFeatureValues.Count) is { } featuresFailure)
            return ([], featuresFailure);
        var body = new Value.Object(new Dictionary<string, Value>
        {
            ["attributes"] = attributes,
            ["forcedVariations"] = ForcedVariations(context),
            ["forcedFeatures"] = new Value.Array(context.ForcedFeatureValues.Select(forced => (Value)new Value.Array([forced.Key, forced.Value]))),
            ["url"] = context.Url,
        });
        var bytes = Encoding.UTF8.GetBytes(body.ToString());
        return bytes.Length <= MaxBytes
            ? (bytes, null)
            : ([], Exceeded(FormattableString.Invariant($"the context takes {bytes.Length} bytes of JSON, but remote evaluation accepts at most {MaxBytes}; send fewer attributes")));
    }

    /// <summary>
    /// The reference's key, <c>{apiHost}||{clientKey}||{"ca":…,"fv":…,"url":…}</c>, followed by the
    /// forced features if there are any, because the response depends on them too. It is kept only in memory.
    /// </summary>
    public static string CacheKey(SdkConnection connection, RemoteEvaluationSettings options, Context context)
    {
        var attributes = AttributesOf(context);
        var selected = options.CacheKeyAttributes is { } names
            ? new Value.Object(names.Where(attributes.ContainsKey).Select(name => new KeyValuePair<string, Value>(name, attributes[name])))
            : attributes;
        var key = new List<KeyValuePair<string, Value>>
        {
            new("ca", selected),
            new("fv", ForcedVariations(context)),
            new("url", context.Url),
        };
        if (context.ForcedFeatureValues.Count > 0)
            key.Add(new("ff", context.ForcedFeatureValues));
        return $"{connection.ApiHost}||{connection.ClientKey}||{new Value.Object(key)}";
    }

    private static Value.Object AttributesOf(Context context) => context.EffectiveAttributes().Members;

    private static Value.Object ForcedVariations(Context context) => new(context.ForcedVariations
        .OrderBy(forced => forced.Key, StringComparer.Ordinal)
        .Select(forced => new KeyValuePair<string, Value>(forced.Key, forced.Value)));

    private static PayloadFailure? TooMany(string what, int count) => count <= MaxKeys
        ? null
        : Exceeded(FormattableString.Invariant($"the context has {count} {what}, but remote evaluation accepts at most {MaxKeys}; send fewer"));

    private static PayloadFailure Exceeded(string message) => new(PayloadFailureReason.LimitExceeded, message);
}
