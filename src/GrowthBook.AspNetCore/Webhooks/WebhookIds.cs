namespace GrowthBook.AspNetCore;

/// <summary>
/// The ids of signed messages, each taken once. An id is kept until its timestamp is refused, so that a message cannot be replayed. Only
/// the owner of the secret can add ids. Thread-safe.
/// </summary>
internal sealed class WebhookIds(TimeProvider time)
{
    /// <summary>How many messages may arrive within ten minutes.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Begins a message.</summary>
    public WebhookIdState Begin(WebhookSignature signature)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(signature.Id, out var known) && known.Until >= time.GetUtcNow())
                return known.IsDone ? WebhookIdState.Done : WebhookIdState.Running;
            if (_entries.Count >= Capacity)
                RemoveExpired();
            if (_entries.Count >= Capacity)
                return WebhookIdState.Full;
            _entries[signature.Id] = new Entry(UntilOf(signature), IsDone: false);
            return WebhookIdState.New;
        }
    }

    /// <summary>Ends a message that was new.</summary>
    /// <param name="signature">Its headers.</param>
    /// <param name="isDone">Whether it was processed; otherwise the sender may send it again.</param>
    public void End(WebhookSignature signature, bool isDone)
    {
        lock (_gate)
        {
            if (isDone)
                _entries[signature.Id] = new Entry(UntilOf(signature), IsDone: true); // the entry of its beginning may have expired
            else
                _entries.Remove(signature.Id);
        }
    }

    private static DateTimeOffset UntilOf(WebhookSignature signature) => signature.SentAt + WebhookSignature.Tolerance;

    private void RemoveExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (id, entry) in _entries)
        {
            if (entry.Until < now)
                _entries.Remove(id);
        }
    }

    private readonly record struct Entry(DateTimeOffset Until, bool IsDone);
}

/// <summary>Whether a message was seen before.</summary>
internal enum WebhookIdState
{
    /// <summary>It was not.</summary>
    New,

    /// <summary>It is being processed.</summary>
    Running,

    /// <summary>It was processed.</summary>
    Done,

    /// <summary>Too many messages arrived.</summary>
    Full,
}
