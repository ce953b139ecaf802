namespace GrowthBook.Client.Redis;

/// <summary>Validates the members that all options of this assembly have.</summary>
internal static class RedisOptions
{
    private static readonly TimeSpan ShortestExpiry = TimeSpan.FromMilliseconds(1);

    public static OptionFaults Faults(string type, TimeSpan? expiry, string limit, int maxBytes)
    {
        var faults = new OptionFaults(type);
        faults.Check(expiry is null || expiry >= ShortestExpiry, "Expiry", $"null or at least {ShortestExpiry}", expiry);
        faults.Check(maxBytes > 0, limit, "above zero", maxBytes);
        return faults;
    }
}
