using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The kind of failure to load a payload.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<PayloadFailureReason>))]
public enum PayloadFailureReason
{
    /// <summary>The server could not be reached, or the connection broke before a response arrived.</summary>
    Unreachable,

    /// <summary>The response was not complete before the timeout.</summary>
    Timeout,

    /// <summary>The server responded with a status that carries no payload.</summary>
    Refused,

    /// <summary>The response ended before it was complete.</summary>
    Truncated,

    /// <summary>The response exceeds the size limit.</summary>
    TooLarge,

    /// <summary>The file or resource does not exist.</summary>
    NotFound,

    /// <summary>The file or resource cannot be read.</summary>
    Unreadable,

    /// <summary>The content is not a payload, or its features cannot be decrypted.</summary>
    Unusable,

    /// <summary>The request exceeds a limit of the server or the client and was not sent, or the responses in progress together exceed that of the client.</summary>
    LimitExceeded,
}
