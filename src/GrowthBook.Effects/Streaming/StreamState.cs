using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The state of the stream of changes.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<StreamState>))]
public enum StreamState
{
    /// <summary>No stream: the update mode uses none, or the client has not started or is disposed.</summary>
    Off,

    /// <summary>The server does not offer a stream (<c>x-sse-support</c>); the client polls.</summary>
    NotOffered,

    /// <summary>The client is connecting.</summary>
    Connecting,

    /// <summary>The stream is open; changes arrive immediately.</summary>
    Open,

    /// <summary>The server ended the stream, as proxies do every minute; the client reconnects shortly.</summary>
    Reconnecting,

    /// <summary>The stream failed; the client polls, and reconnects after a back-off.</summary>
    Down,
}
