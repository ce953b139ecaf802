using GrowthBook.Client;

namespace GrowthBook.Testing;

internal static class TestOptions
{
    /// <summary>Leaves out what would have a client look for its payload, or for a part of it, anywhere but in the test.</summary>
    public static void TakeNetworkAway(GrowthBookOptions options)
    {
        options.Updates = PayloadUpdateMode.Manual;
        options.PayloadFile = null;
        options.CacheDirectory = null;
        options.DecryptionKey = null;
        options.RemoteEvaluation = false;
        options.StartTimeout = TimeSpan.FromSeconds(30);
    }
}
