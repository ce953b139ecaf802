using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Writes effects to a slow destination: a data warehouse, a database, a store of sticky buckets. Calls do not overlap:
/// the caller awaits each one, also after a cancellation; an exception means that the whole batch was not
/// written and may be offered again, an <see cref="EffectWriteException"/> that only a part of it was not.
/// </summary>
public interface IEffectSink
{
    /// <summary>Writes effects in their order.</summary>
    /// <param name="batch">At least one effect.</param>
    /// <param name="cancellationToken">Cancelled when there is no more time.</param>
    /// <returns>A task that ends when all of the batch is written.</returns>
    ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken);
}
