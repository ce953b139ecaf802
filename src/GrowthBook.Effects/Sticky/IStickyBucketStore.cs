using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Where the sticky bucket assignments of users are kept. Many callers may use it at once.</summary>
public interface IStickyBucketStore
{
    /// <summary>Reads documents by their keys.</summary>
    /// <param name="keys">Keys of documents (<c>id||123</c>).</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The documents found; a key without one is missing, and so is one whose document cannot be read.</returns>
    ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the assignments of a document to what is stored for the same identifier, and keeps what another process
    /// stored meanwhile; where both have one, the given document's wins. A store says in its own documentation where it
    /// cannot do so in one step.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Cancels the saving.</param>
    /// <returns>A task that ends when the assignments are stored.</returns>
    ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken);
}
