using System.Text;

namespace GrowthBook.Client;

/// <summary>A payload given in code, which may be set anew at any time.</summary>
public sealed class InMemoryPayloadSource : IPayloadChanges
{
    private readonly object _gate = new();
    private Action? _changed;
    private ReadOnlyMemory<byte> _json;

    /// <summary>A source of the payload given.</summary>
    /// <param name="json">The JSON text in the form of the features endpoint: <c>{"features":{…}}</c>.</param>
    public InMemoryPayloadSource(string json) => _json = Encoding.UTF8.GetBytes(json ?? throw new ArgumentNullException(nameof(json)));

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Init;

    /// <summary>Puts another payload in the place of the present one; who watches hears of it.</summary>
    /// <param name="json">The JSON text in the form of the features endpoint.</param>
    public void Set(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json ?? throw new ArgumentNullException(nameof(json)));
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
}
