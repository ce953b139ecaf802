namespace GrowthBook.Client;

/// <summary>Where the payload in use came from, in GrowthBook's words.</summary>
public enum PayloadOrigin
{
    /// <summary>Given by the application: in code, from a file or from an embedded resource.</summary>
    Init,

    /// <summary>A payload cache, young enough to be used without asking the server first.</summary>
    Cache,

    /// <summary>The server.</summary>
    Network,

    /// <summary>A payload cache, older than its time to live, because the server gave nothing better.</summary>
    Stale,

    /// <summary>Nowhere yet: there was no answer in time. Loading goes on in the background.</summary>
    Timeout,

    /// <summary>Nowhere: loading failed and there was nothing to fall back on.</summary>
    Error,
}
