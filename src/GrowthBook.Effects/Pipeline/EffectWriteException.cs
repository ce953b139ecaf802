using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Thrown by a sink that wrote part of a batch, or that knows the time of the next attempt. The writer counts the rest
/// of the batch as written, and retries only the effects that were not.
/// </summary>
public sealed class EffectWriteException : Exception, IEnvelopeException
{
    /// <summary>A failure without details: nothing of the batch was written.</summary>
    public EffectWriteException()
        : this("effects could not be written")
    {
    }

    /// <summary>A failure to write a whole batch.</summary>
    /// <param name="message">The failure, without attribute values and keys.</param>
    /// <param name="innerException">The cause.</param>
    public EffectWriteException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>A failure to write a part of a batch.</summary>
    /// <param name="message">The failure, without attribute values and keys.</param>
    /// <param name="notWritten">
    /// Those events of the batch that were not written, the same objects in the batch's order. With any other content, nothing
    /// of the batch counts as written.
    /// </param>
    /// <param name="retryAfter">The minimum wait before the next attempt; <c>null</c> if it is not known.</param>
    /// <param name="innerException">The cause.</param>
    public EffectWriteException(
        string message, ImmutableArray<EffectEvent> notWritten, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => (NotWritten, RetryAfter) = (notWritten, retryAfter);

    /// <summary>The events of the batch that were not written; <c>default</c> means all of them.</summary>
    public ImmutableArray<EffectEvent> NotWritten { get; }

    /// <summary>The minimum wait before the next attempt; <c>null</c> if it is not known.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The effects of a batch that an exception reports as not written: all of them, unless it names a part.</summary>
    internal static ImmutableArray<EffectEvent> NotWrittenOf(ImmutableArray<EffectEvent> batch, Exception exception)
    {
        if (exception is not EffectWriteException { NotWritten: { IsDefault: false } notWritten })
            return batch;
        var at = 0;
        foreach (var effectEvent in batch)
        {
            if (at < notWritten.Length && ReferenceEquals(effectEvent, notWritten[at]))
                at++;
        }
        return at == notWritten.Length ? notWritten : batch;
    }
}
