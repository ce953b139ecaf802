using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Combines the settings of a client with those of a user.</summary>
internal static class ClientSettings
{
    /// <summary>
    /// Returns a user's changed context under the settings of the client: experiments run if both are enabled, QA mode is on if
    /// either has it, and page experiments and variations of the query string are off if either disables them. The user's
    /// attributes, forced variations and forced values win over the client's.
    /// </summary>
    /// <param name="client">The context from which the client makes users.</param>
    /// <param name="before">The context before the change.</param>
    /// <param name="changed">The context after the change.</param>
    public static Context Apply(Context client, Context before, Context changed) => changed with
    {
        Enabled = client.Enabled && changed.Enabled,
        QaMode = client.QaMode || changed.QaMode,
        Attributes = ReferenceEquals(changed.Attributes, before.Attributes) ? changed.Attributes : client.Attributes.With(changed.Attributes),
        ForcedVariations = Merge(client.ForcedVariations, changed.ForcedVariations),
        ForcedFeatureValues = Merge(client.ForcedFeatureValues, changed.ForcedFeatureValues),
        DisableVisualExperiments = client.DisableVisualExperiments || changed.DisableVisualExperiments,
        DisableUrlRedirectExperiments = client.DisableUrlRedirectExperiments || changed.DisableUrlRedirectExperiments,
        DisableCrossOriginUrlRedirectExperiments = client.DisableCrossOriginUrlRedirectExperiments || changed.DisableCrossOriginUrlRedirectExperiments,
        DisableQueryStringVariations = client.DisableQueryStringVariations || changed.DisableQueryStringVariations,
        BlockedChangeIds = client.BlockedChangeIds.IsEmpty ? changed.BlockedChangeIds : client.BlockedChangeIds.Union(changed.BlockedChangeIds),
    };

    private static ImmutableDictionary<string, int> Merge(ImmutableDictionary<string, int> client, ImmutableDictionary<string, int> user) =>
        client.IsEmpty || ReferenceEquals(client, user) ? user : client.SetItems(user);

    private static Value.Object Merge(Value.Object client, Value.Object user) =>
        client.Count == 0 || ReferenceEquals(client, user) ? user : new Value.Object(client.Concat(user));
}
