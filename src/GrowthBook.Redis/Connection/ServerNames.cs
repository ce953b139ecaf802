using System.Net;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>The servers of a connection as text for messages, without a user or a password.</summary>
internal static class ServerNames
{
    private const int MaxShown = 5;

    /// <summary>Returns the configured hosts and ports, the first five.</summary>
    public static string Of(IConnectionMultiplexer multiplexer) =>
        string.Join(", ", multiplexer.GetEndPoints(configuredOnly: true).Take(MaxShown).Select(Shown));

    private static string Shown(EndPoint server) => server is DnsEndPoint named
        ? FormattableString.Invariant($"{named.Host}:{named.Port}")
        : server.ToString() ?? "";
}
