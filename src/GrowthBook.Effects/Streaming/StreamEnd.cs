namespace GrowthBook.Client;

/// <summary>How a stream ended. Closed: the nested records are all the cases there are.</summary>
/// <param name="Retry">When the server wants to be asked again; <c>null</c> where it did not say.</param>
internal abstract record StreamEnd(TimeSpan? Retry)
{
    /// <summary>The server ended it, which is normal.</summary>
    public sealed record Clean(TimeSpan? Retry) : StreamEnd(Retry);

    /// <summary>It could not be opened, or broke, or fell silent.</summary>
    public sealed record Broken(PayloadFailure Failure, TimeSpan? Retry) : StreamEnd(Retry);
}
