namespace GrowthBook.Client;

/// <summary>
/// Marks an exception whose message holds no key and no attribute value. If a store, cache, source, handler or sink throws it, the client's
/// log lines and the health check have its message; of other exceptions they have the type and the place only.
/// </summary>
public interface ILoggableException
{
    /// <summary>The message: lower case, no final period. That of <see cref="Exception"/> implements it.</summary>
    string Message { get; }
}
