using System.Collections.Immutable;
using System.Globalization;

namespace GrowthBook.Client.Redis;

/// <summary>Validates the members that all options of this assembly have.</summary>
internal static class RedisOptions
{
    private static readonly TimeSpan ShortestExpiry = TimeSpan.FromMilliseconds(1);

    public static ImmutableArray<string> Faults(string type, TimeSpan? expiry, string? keyPrefix)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (expiry < ShortestExpiry)
            faults.Add(string.Format(CultureInfo.InvariantCulture, "{0}.Expiry: must be null or at least {1}, was {2}", type, ShortestExpiry, expiry));
        if (keyPrefix is null)
            faults.Add($"{type}.KeyPrefix: must be a string, was null");
        return faults.ToImmutable();
    }

    /// <exception cref="ArgumentException">There are faults.</exception>
    public static void ThrowIfAny(ImmutableArray<string> faults)
    {
        if (!faults.IsEmpty)
            throw new ArgumentException(string.Join("; ", faults));
    }
}
