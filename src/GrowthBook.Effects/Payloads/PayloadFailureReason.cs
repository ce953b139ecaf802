namespace GrowthBook.Client;

/// <summary>Why no payload could be had.</summary>
public enum PayloadFailureReason
{
    /// <summary>The server could not be reached, or the connection broke before an answer came.</summary>
    Unreachable,

    /// <summary>The answer was not complete in time.</summary>
    Timeout,

    /// <summary>The server answered with a status that brings no payload.</summary>
    Refused,

    /// <summary>The answer ended before it was complete.</summary>
    Truncated,

    /// <summary>The answer is larger than allowed.</summary>
    TooLarge,

    /// <summary>The file or resource does not exist.</summary>
    NotFound,

    /// <summary>The file or resource cannot be read.</summary>
    Unreadable,

    /// <summary>What came is not a payload, or its features cannot be decrypted.</summary>
    Unusable,

    /// <summary>The request exceeds what the server takes; it was not sent.</summary>
    LimitExceeded,
}
