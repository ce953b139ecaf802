using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>The last failure of a connection, for messages: the servers and the cause, without a user, a password or a key. Thread-safe.</summary>
internal sealed class LastFailure
{
    private const int MaxShown = 5;

    private static readonly ConditionalWeakTable<IConnectionMultiplexer, LastFailure> Known = new();

    private readonly IConnectionMultiplexer _multiplexer;
    private volatile string? _cause;

    private LastFailure(IConnectionMultiplexer multiplexer)
    {
        _multiplexer = multiplexer;
        multiplexer.ConnectionFailed += (_, failed) => _cause = CauseOf(failed);
        multiplexer.ConnectionRestored += (_, _) => _cause = null;
    }

    /// <summary>Returns that of a connection, which is watched from the first call on.</summary>
    public static LastFailure Of(IConnectionMultiplexer multiplexer) => Known.GetValue(multiplexer, static each => new LastFailure(each));

    /// <summary>Returns why a command cannot be sent.</summary>
    public override string ToString() =>
        $"there is no connection to Redis at {string.Join(", ", _multiplexer.GetEndPoints(configuredOnly: true).Take(MaxShown).Select(Shown))}{(_cause is { } cause ? $" ({cause})" : "")}";

    private static string CauseOf(ConnectionFailedEventArgs failed)
    {
        for (var error = failed.Exception; error is not null; error = error.InnerException)
        {
            if (error is SocketException socket)
                return $"{failed.FailureType}, {socket.SocketErrorCode}";
        }
        return $"{failed.FailureType}";
    }

    private static string Shown(EndPoint server) => server is DnsEndPoint named
        ? FormattableString.Invariant($"{named.Host}:{named.Port}")
        : server.ToString() ?? "";
}
