using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Stores the sticky bucket assignments of users. Implementations must be thread-safe.</summary>
public interface IStickyBucketStore
{
    /// <summary>Reads documents by their keys.</summary>
    /// <param name="keys">Keys of documents (<c>id||123</c>).</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The documents found; a key without one is missing, and so is one whose document cannot be read. <c>null</c> counts as none.</returns>
    ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the assignments of a document to the stored document of the same identifier, and keeps assignments that another
    /// process stored meanwhile; for the same experiment the given document wins. A store that cannot do so in one step
    /// documents that.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Cancels the saving.</param>
    /// <returns>A task that ends when the assignments are stored.</returns>
    ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken);
}
