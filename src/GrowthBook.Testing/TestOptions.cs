using GrowthBook.Client;

namespace GrowthBook.Testing;

internal static class TestOptions
{
    /// <summary>How long the start of a test waits for the features.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Removes the options that let a client load its payload, or a part of it, from outside of the test.</summary>
    public static void TakeNetworkAway(GrowthBookOptions options)
    {
        options.PayloadFile = null;
        options.CacheDirectory = null;
        options.RemoteEvaluation = false;
    }

    /// <summary>Gives the options for the loading of features that are in memory.</summary>
    public static void LoadFromMemory(GrowthBookOptions options)
    {
        options.UpdateMode = PayloadUpdateMode.Manual;
        options.DecryptionKey = null;
        options.StartTimeout = StartTimeout;
    }

    /// <summary>
    /// Removes the options by which an application loads its payload, and decides features and experiments for all users, so that the features of the
    /// test decide alone. Hashing secure attributes and ignoring query strings decide nothing, so they stay.
    /// </summary>
    public static void LetFeaturesDecide(GrowthBookOptions options)
    {
        LoadFromMemory(options);
        options.Enabled = true;
        options.QaMode = false;
        options.ForcedVariations = [];
        options.ForcedFeatures = [];
        options.DisableVisualExperiments = false;
        options.DisableUrlRedirectExperiments = false;
        options.DisableCrossOriginUrlRedirectExperiments = false;
        options.BlockedChangeIds = [];
    }
}
