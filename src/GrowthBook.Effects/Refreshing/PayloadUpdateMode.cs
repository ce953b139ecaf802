namespace GrowthBook.Client;

/// <summary>What keeps a payload fresh after the start.</summary>
public enum PayloadUpdateMode
{
    /// <summary>Nothing but calls of <see cref="PayloadUpdater.RefreshAsync"/> and changes that the source notices by itself.</summary>
    Manual,

    /// <summary>Use: a payload that is asked for past its time to live is refreshed in the background.</summary>
    OnDemand,

    /// <summary>A refresh at an interval.</summary>
    Polling,

    /// <summary>A stream of server-sent events; polling wherever there is none.</summary>
    Streaming,
}
