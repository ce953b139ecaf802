namespace GrowthBook.Client.Endurance.Server;

/// <summary>A fault of the server. Its answers then have a payload that clients must never use.</summary>
internal enum ServerFault
{
    None,

    /// <summary>Status 500 with a payload as its body.</summary>
    Failing,

    /// <summary>Status 502 with the HTML page of a proxy.</summary>
    BadGateway,

    /// <summary>Status 400, as for an unknown key.</summary>
    Refusing,

    /// <summary>Status 400 with <c>x-unrecoverable</c>.</summary>
    RefusingUnrecoverably,

    /// <summary>A body that is not JSON.</summary>
    Garbage,

    /// <summary>The body <c>{}</c>.</summary>
    EmptyObject,

    /// <summary>Status 200 with the body of an error.</summary>
    ErrorBodyWithStatus200,

    /// <summary>A payload whose features are <c>null</c>.</summary>
    NoFeatures,

    /// <summary>A body that is shorter than its <c>Content-Length</c>.</summary>
    Truncated,

    /// <summary>A connection that breaks during the body.</summary>
    ConnectionBroken,

    /// <summary>An incomplete JSON text in a complete response.</summary>
    HalfText,

    /// <summary>No response.</summary>
    Silent,

    /// <summary>A response that starts and does not end.</summary>
    Stalling,

    /// <summary>A payload with an earlier date.</summary>
    Older,

    /// <summary>Status 304 to every request.</summary>
    NotModified,

    /// <summary>A payload encrypted with another key.</summary>
    ForeignKey,

    /// <summary>A redirect to an HTML page.</summary>
    Redirecting,

    /// <summary>Connections that the server closes for sending only.</summary>
    HalfClosed,

    /// <summary>The server process is killed.</summary>
    Killed,
}
