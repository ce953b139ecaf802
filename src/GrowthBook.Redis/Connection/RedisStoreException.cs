using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// Redis is unavailable, did not answer in time, or refused a command. A later retry may succeed.
/// </summary>
/// <remarks>
/// It has no inner exception: the messages of StackExchange.Redis contain the key of the command, and keys of sticky bucket
/// documents contain attribute values.
/// </remarks>
public sealed class RedisStoreException : Exception, ILoggableException
{
    internal RedisStoreException(string action, string reason)
        : base($"could not {action}: {reason}")
    {
    }

    internal static RedisStoreException Of(string action, Exception cause) => new(action, Reason(cause));

    private static string Reason(Exception cause) => cause switch
    {
        RedisConnectionException connection => $"the connection to Redis failed ({connection.FailureType})",
        RedisTimeoutException => "Redis did not answer within the timeout of the connection",
        RedisServerException server => "Redis refused: " + PlainText.Of(WithoutArguments(server.Message), PlainText.MaxMessage),
        ObjectDisposedException => "the connection to Redis is closed",
        _ => $"the client of Redis failed ({cause.GetType().Name})",
    };

    /// <summary>Redis repeats the arguments of a command that it does not know, and they are not for logs.</summary>
    private static string WithoutArguments(string message)
    {
        var arguments = message.IndexOf(", with args", StringComparison.Ordinal);
        return arguments < 0 ? message : message.Substring(0, arguments);
    }
}
