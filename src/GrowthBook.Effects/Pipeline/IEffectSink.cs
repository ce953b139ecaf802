using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Writes effects to a slow destination: a data warehouse, a database, a store of sticky buckets. Calls do not overlap:
/// the caller awaits each one, also after a cancellation; an exception means that nothing of the batch was
/// written and it is retried; an <see cref="EffectWriteException"/> names the part that was not written.
/// </summary>
public interface IEffectSink
{
    /// <summary>Writes effects in their order.</summary>
    /// <param name="batch">At least one effect.</param>
    /// <param name="cancellationToken">Cancelled at the timeout of the attempt or of a stop.</param>
    /// <returns>A task that completes when the batch is written.</returns>
    ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken);
}
