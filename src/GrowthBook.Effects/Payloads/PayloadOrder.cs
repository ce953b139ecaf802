namespace GrowthBook.Client;

/// <summary>
/// Which of two payloads stays in use. Dates order the answers of the server among themselves; between origins the origin
/// decides, because the date of a shipped or cached payload says nothing about the server's present answer.
/// </summary>
internal static class PayloadOrder
{
    /// <summary>Compares a usable candidate with the payload in use.</summary>
    public static PayloadPrecedence Of(Candidate candidate, DateTimeOffset? dateUpdated, PayloadSnapshot current)
    {
        if (candidate.IsInitial)
            return PayloadPrecedence.Current;
        if (candidate.Origin == PayloadOrigin.Init || current.Origin == PayloadOrigin.Init)
            return PayloadPrecedence.Candidate;
        var isOvertaken = IsOvertaken(candidate, current);
        if (candidate.Origin == PayloadOrigin.Network && current.Origin == PayloadOrigin.Cache && !isOvertaken)
            return PayloadPrecedence.Candidate;
        if (dateUpdated < current.DateUpdated)
            return PayloadPrecedence.CurrentByDate;
        return isOvertaken && !(dateUpdated > current.DateUpdated) ? PayloadPrecedence.Current : PayloadPrecedence.Candidate;
    }

    /// <summary>
    /// Whether the payload in use is newer than the candidate although no date says so: a cache holds an earlier response, a payload of a
    /// stream has waited, and during a request the stream or another process may have delivered a newer payload.
    /// </summary>
    private static bool IsOvertaken(Candidate candidate, PayloadSnapshot current) => candidate.Origin == PayloadOrigin.Cache || candidate.IsPushed
        ? candidate.Confirmation.IsBefore(current.Confirmation)
        : candidate.CurrentAtRequest is { } known && known.Hash != current.Hash && !current.Confirmation.IsBefore(candidate.Confirmation);
}

/// <summary>Which payload takes precedence.</summary>
internal enum PayloadPrecedence
{
    /// <summary>The candidate replaces the payload in use.</summary>
    Candidate,

    /// <summary>The payload in use stays.</summary>
    Current,

    /// <summary>The payload in use stays because both are answers of the server and its date is later.</summary>
    CurrentByDate,
}
