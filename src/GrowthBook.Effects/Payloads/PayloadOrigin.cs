using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>Where the payload in use came from, in GrowthBook's terms.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<PayloadOrigin>))]
public enum PayloadOrigin
{
    /// <summary>The application itself: code, a file or an embedded resource.</summary>
    Init,

    /// <summary>A payload cache; the payload is fresh enough to be used without a request to the server.</summary>
    Cache,

    /// <summary>The server.</summary>
    Network,

    /// <summary>A payload cache; the payload is past its time to live, and the server had no newer one.</summary>
    Stale,

    /// <summary>None yet: loading has not ended before the timeout and continues in the background.</summary>
    Timeout,

    /// <summary>None: loading failed and there was no fallback.</summary>
    Error,

    /// <summary>None is needed: the server evaluates for each user (<see cref="GrowthBookOptions.RemoteEvaluation"/>).</summary>
    Remote,
}
