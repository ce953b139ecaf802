namespace GrowthBook.Client;

/// <summary>The options of other GrowthBook SDKs that have another name here, by the tables of docs/migrating.md.</summary>
internal static class OtherSdkNames
{
    private const string Polling = $"{nameof(GrowthBookOptions.UpdateMode)} Polling and {nameof(GrowthBookOptions.PollingInterval)}";
    private const string Streaming = $"{nameof(GrowthBookOptions.UpdateMode)} Streaming";

    private const string Receivers = $"{nameof(GrowthBookBuilder.AddSink)} or {nameof(GrowthBookBuilder.AddHandler)} in code";
    private const string StickyBuckets = $"{nameof(GrowthBookBuilder.UseStickyBuckets)} in code";

    /// <summary>The names, with what replaces them.</summary>
    public static readonly (string Name, string Equivalent)[] All =
    [
        ("cache_ttl", nameof(GrowthBookOptions.TimeToLive)),
        ("stale_while_revalidate", Polling),
        ("stale_ttl", Polling),
        ("http_connect_timeout", nameof(GrowthBookOptions.RequestTimeout)),
        ("http_read_timeout", nameof(GrowthBookOptions.RequestTimeout)),
        ("streaming_connection_timeout", nameof(GrowthBookOptions.RequestTimeout)),
        ("streaming", Streaming),
        ("PreferServerSentEvents", Streaming),
        ("subscribeToChanges", Streaming),
        ("enableDevMode", "UseGrowthBookDevTools in code, in ASP.NET Core"),
        ("refresh_strategy", nameof(GrowthBookOptions.UpdateMode)),
        ("remoteEval", nameof(GrowthBookOptions.RemoteEvaluation)),
        ("forcedFeatureValues", nameof(GrowthBookOptions.ForcedFeatures)),
        ("on_experiment_viewed", Receivers),
        ("on_feature_usage", Receivers),
        ("event_logger", Receivers),
        ("trackingCallback", Receivers),
        ("FeatureUsageCallback", Receivers),
        ("onFeatureUsage", Receivers),
        ("plugins", $"{nameof(GrowthBookBuilder.AddWarehouse)}, {Receivers}"),
        ("tracking_plugins", $"{nameof(GrowthBookBuilder.AddWarehouse)}, {Receivers}"),
        ("sticky_bucket_service", StickyBuckets),
        ("sticky_bucket_assignment_docs", $"{StickyBuckets}, or {nameof(Context.StickyBuckets)} by user.With"),
        ("skip_all_experiments", $"{nameof(GrowthBookOptions.QaMode)}, for all users, or user.With in code"),
        ("url", "the url of UserAsync in code"),
        ("attributes", $"the attributes of UserAsync in code, or {nameof(ClientServices)}.{nameof(ClientServices.GlobalAttributes)} for those of all users"),
        ("user", "the attributes of UserAsync in code"),
        ("globalAttributes", $"{nameof(ClientServices)}.{nameof(ClientServices.GlobalAttributes)} in code"),
        ("features", $"{nameof(GrowthBookOptions.PayloadFile)}, or {nameof(ClientServices)}.{nameof(ClientServices.Source)} in code"),
        ("savedGroups", $"{nameof(GrowthBookOptions.PayloadFile)}, or {nameof(ClientServices)}.{nameof(ClientServices.Source)} in code"),
    ];

    /// <summary>The names that nothing replaces, with what to do.</summary>
    public static readonly (string Name, string Reason)[] WithoutEquivalent =
    [
        ("http_max_retries", "retries have increasing waits and no limit; remove it"),
        ("groups", "give the groups as an attribute of the user, and target it by a condition in GrowthBook"),
        ("overrides", "change the experiment in GrowthBook, or force a variation"),
    ];

    /// <summary>Returns why an option of another SDK has no equivalent, in any case and with or without underscores; <c>null</c> if it has one, or is none.</summary>
    public static string? WhyNone(string name) => WithoutEquivalent.FirstOrDefault(each => IsSame(each.Name, name)).Reason;

    /// <summary>Returns what replaces the option of another SDK, in any case and with or without underscores; <c>null</c> if there is no such option.</summary>
    public static string? Equivalent(string name) => All.FirstOrDefault(each => IsSame(each.Name, name)).Equivalent;

    /// <summary>Returns whether two names have the same words, such as <c>client_key</c> and <c>ClientKey</c>.</summary>
    public static bool IsSame(string left, string right) => string.Equals(Words(left), Words(right), StringComparison.OrdinalIgnoreCase);

    private static string Words(string name) => name.Replace("_", "").Replace("-", "");
}
