namespace GrowthBook.Client;

/// <summary>
/// An exception whose message holds no key and no attribute value. If a store, cache, source, handler or sink throws it, the client's log
/// lines and the health check have its message; of other exceptions they have the type and the place only.
/// </summary>
/// <param name="message">The message: lower case, no final period.</param>
public class LoggableException(string message) : Exception(message);
