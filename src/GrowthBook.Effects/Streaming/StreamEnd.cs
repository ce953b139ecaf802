namespace GrowthBook.Client;

/// <summary>How a stream ended. Closed: the nested records are all its cases.</summary>
/// <param name="Retry">The server's retry time; <c>null</c> if it named none.</param>
internal abstract record StreamEnd(TimeSpan? Retry)
{
    /// <summary>The server ended the stream, which is normal.</summary>
    public sealed record Clean(TimeSpan? Retry) : StreamEnd(Retry);

    /// <summary>The stream could not be opened, the connection broke, or no byte arrived in time.</summary>
    public sealed record Broken(PayloadFailure Failure, TimeSpan? Retry) : StreamEnd(Retry);
}
