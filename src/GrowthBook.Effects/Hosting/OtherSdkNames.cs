namespace GrowthBook.Client;

/// <summary>The options of other GrowthBook SDKs that have another name here, by the tables of docs/migrating.md.</summary>
internal static class OtherSdkNames
{
    private const string Polling = $"{nameof(GrowthBookOptions.UpdateMode)} Polling and {nameof(GrowthBookOptions.PollingInterval)}";
    private const string Streaming = $"{nameof(GrowthBookOptions.UpdateMode)} Streaming";

    /// <summary>The names, with what replaces them.</summary>
    public static readonly (string Name, string Equivalent)[] All =
    [
        ("cache_ttl", nameof(GrowthBookOptions.TimeToLive)),
        ("stale_while_revalidate", Polling),
        ("stale_ttl", Polling),
        ("http_connect_timeout", nameof(GrowthBookOptions.RequestTimeout)),
        ("http_read_timeout", nameof(GrowthBookOptions.RequestTimeout)),
        ("streaming", Streaming),
        ("PreferServerSentEvents", Streaming),
        ("refresh_strategy", nameof(GrowthBookOptions.UpdateMode)),
        ("remoteEval", nameof(GrowthBookOptions.RemoteEvaluation)),
        ("forcedFeatureValues", nameof(GrowthBookOptions.ForcedFeatures)),
        ("globalAttributes", $"{nameof(ClientServices)}.{nameof(ClientServices.GlobalAttributes)} in code"),
        ("features", $"{nameof(GrowthBookOptions.PayloadFile)}, or {nameof(ClientServices)}.{nameof(ClientServices.Source)} in code"),
        ("savedGroups", $"{nameof(GrowthBookOptions.PayloadFile)}, or {nameof(ClientServices)}.{nameof(ClientServices.Source)} in code"),
    ];

    /// <summary>Returns what replaces the option of another SDK, in any case and with or without underscores; <c>null</c> if there is no such option.</summary>
    public static string? Equivalent(string name) => All.FirstOrDefault(each => IsSame(each.Name, name)).Equivalent;

    /// <summary>Returns whether two names have the same words, such as <c>client_key</c> and <c>ClientKey</c>.</summary>
    public static bool IsSame(string left, string right) => string.Equals(Words(left), Words(right), StringComparison.OrdinalIgnoreCase);

    private static string Words(string name) => name.Replace("_", "").Replace("-", "");
}
