using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Saves sticky assignments in a store and ignores other effects, and assignments of an identifier that <see cref="Context.AttributeOverrides"/> replace. The assignments of one document in a batch are saved
/// together. If a document cannot be saved, the other documents are saved, and only that one is retried.
/// </summary>
/// <param name="store">The store. Neither the sink nor its client disposes of it.</param>
public sealed class StickyBucketSink(IStickyBucketStore store) : IEffectSink, INamedReceiver, IPartWrapper, ISelectiveReceiver
{
    private readonly IStickyBucketStore _store = store ?? throw new ArgumentNullException(nameof(store));

    /// <summary>The name of the store.</summary>
    string INamedReceiver.Name => ReceiverName.Of(_store);

    object IPartWrapper.Wrapped => _store;

    EffectKinds ISelectiveReceiver.Kinds => EffectKinds.Assignment;

    /// <inheritdoc/>
    /// <exception cref="EffectWriteException">Some documents could not be saved; it names their effects.</exception>
    public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        var documents = new Dictionary<string, List<StickyAssignmentDocument>>(KeyedTexts.Comparer); // a batch has many users
        foreach (var effectEvent in batch.IsDefault ? [] : batch)
        {
            if (!OverriddenIdentifier.IsStorable(effectEvent) || effectEvent.Effect is not Effect.StickyBucketAssigned { Document: var document })
                continue;
            var key = document.Key;
            if (!documents.TryGetValue(key, out var ofKey))
                documents.Add(key, ofKey = []);
            ofKey.Add(document);
        }
        if (documents.Count == 0)
            return;
        var failures = await Task.WhenAll(documents.Values.Select(ofKey => SaveAsync(DocumentMerge.Of(ofKey), cancellationToken))).ConfigureAwait(false);
        var failed = failures.Where(failure => failure.Exception is not null).ToDictionary(failure => failure.Key, failure => failure.Exception!, KeyedTexts.Comparer);
        if (failed.Count == 0)
            return;
        var notWritten = batch.RemoveAll(effectEvent =>
            effectEvent.Effect is not Effect.StickyBucketAssigned assigned || !failed.ContainsKey(assigned.Document.Key));
        throw new EffectWriteException(
            $"{failed.Count} of {documents.Count} sticky bucket documents could not be saved", notWritten, null, failed.Values.First());
    }

    private async Task<(string Key, Exception? Exception)> SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await _store.SaveAsync(document, cancellationToken).ConfigureAwait(false);
            return (document.Key, null);
        }
        catch (Exception e)
        {
            return (document.Key, e);
        }
    }
}
