using GrowthBook.Client;

namespace GrowthBook.Testing;

internal static class TestOptions
{
    /// <summary>Removes the options that let a client load its payload, or a part of it, from outside of the test.</summary>
    public static void TakeNetworkAway(GrowthBookOptions options)
    {
        options.UpdateMode = PayloadUpdateMode.Manual;
        options.PayloadFile = null;
        options.CacheDirectory = null;
        options.DecryptionKey = null;
        options.RemoteEvaluation = false;
        options.StartTimeout = TimeSpan.FromSeconds(30);
    }
}
