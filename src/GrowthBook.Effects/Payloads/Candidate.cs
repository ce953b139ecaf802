namespace GrowthBook.Client;

/// <summary>A JSON text that may replace the payload in use.</summary>
/// <param name="Json">The UTF-8 JSON text.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Confirmation">When its source said that this is the current payload.</param>
internal sealed record Candidate(ReadOnlyMemory<byte> Json, PayloadOrigin Origin, Confirmation Confirmation)
{
    /// <summary>The place in log lines, such as a file; <c>null</c> if the origin says enough.</summary>
    public string? Place { get; init; }

    public string? ETag { get; init; }

    /// <summary>How long the server allows its use; <c>null</c> if its source does not say, so that what the server last said applies.</summary>
    public CacheLifetime? ServerLifetime { get; init; }

    /// <summary>The payload in use when this one was requested; <c>null</c> if it was not requested.</summary>
    public PayloadSnapshot? CurrentAtRequest { get; init; }

    /// <summary>Whether its source sent it without a request. It may have waited until now.</summary>
    public bool IsPushed { get; init; }

    /// <summary>Whether it is the initial payload, which is used only while there is no other.</summary>
    public bool IsInitial { get; init; }

    /// <summary>Whether it is used although its date is before that of the payload in use.</summary>
    public bool MayBeOlder { get; init; }
}
