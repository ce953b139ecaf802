using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>How the client refreshes the payload after the start.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<PayloadUpdateMode>))]
public enum PayloadUpdateMode
{
    /// <summary>Only by calls of <see cref="PayloadUpdater.RefreshAsync(CancellationToken)"/>, and when the source itself reports a change.</summary>
    Manual,

    /// <summary>On use: a user that is made, or a health check, while the payload is past its time to live starts a refresh in the background. Without a payload, the client retries by itself.</summary>
    OnDemand,

    /// <summary>At an interval.</summary>
    Polling,

    /// <summary>By a stream of server-sent events; by polling while there is none.</summary>
    Streaming,
}
