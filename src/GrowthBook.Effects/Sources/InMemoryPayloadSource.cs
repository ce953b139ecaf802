using System.Text;

namespace GrowthBook.Client;

/// <summary>A source with a payload from code, which can be replaced at any time. Thread-safe.</summary>
public sealed class InMemoryPayloadSource : IPayloadChanges
{
    private readonly object _gate = new();
    private Action? _changed;
    private ReadOnlyMemory<byte> _json;

    /// <summary>Creates a source with a payload.</summary>
    /// <param name="json">The JSON text in the form of the features endpoint: <c>{"features":{…}}</c>; it may have comments and trailing commas.</param>
    public InMemoryPayloadSource(string json) => _json = Read(json);

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Init;

    /// <summary>Replaces the payload and notifies the watching client, which takes it in the background; await its <c>RefreshAsync(force: true)</c> to continue with the new payload.</summary>
    /// <param name="json">The JSON text in the form of the features endpoint.</param>
    public void Set(string json)
    {
        var bytes = Read(json);
        Action? changed;
        lock (_gate)
            (_json, changed) = (bytes, _changed);
        changed?.Invoke();
    }

    /// <inheritdoc/>
    public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return new ValueTask<PayloadFetch>(new PayloadFetch.Loaded(_json));
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action changed, CancellationToken cancellationToken)
    {
        _ = changed ?? throw new ArgumentNullException(nameof(changed));
        lock (_gate)
            _changed += changed;
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _changed -= changed;
        }
    }

    private static ReadOnlyMemory<byte> Read(string json) =>
        RelaxedJson.ToStrict(Encoding.UTF8.GetBytes(json ?? throw new ArgumentNullException(nameof(json))));
}
