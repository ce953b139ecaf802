namespace GrowthBook.Client;

/// <summary>Marks an exception that adds to its cause only what a log line has anyway, such as the number of effects: the log has the cause.</summary>
internal interface IEnvelopeException
{
    /// <summary>The cause; <c>null</c> if the exception is the failure itself. That of <see cref="Exception"/> implements it.</summary>
    Exception? InnerException { get; }
}
