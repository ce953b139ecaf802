namespace GrowthBook.Client;

/// <summary>How it stands with the stream of changes.</summary>
public enum StreamState
{
    /// <summary>There is none: it is not asked for, or not started yet, or ended by disposal.</summary>
    Off,

    /// <summary>The server did not offer one (<c>x-sse-support</c>); polling takes its place.</summary>
    NotOffered,

    /// <summary>It is being opened.</summary>
    Connecting,

    /// <summary>It is open, and brings changes at once.</summary>
    Open,

    /// <summary>The server ended it, as proxies do every minute; it is opened again shortly.</summary>
    Reconnecting,

    /// <summary>It failed and is opened again after a wait; polling takes its place.</summary>
    Down,
}
