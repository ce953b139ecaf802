namespace GrowthBook.Client;

/// <summary>
/// Calls subscribers with values in order, one value at a time. An exception of one subscriber reaches neither the other
/// subscribers nor the publisher. Thread-safe.
/// </summary>
/// <param name="failed">Receives the exceptions of subscribers.</param>
internal sealed class Subscribers<T>(Action<Exception> failed)
{
    private readonly object _gate = new();
    private readonly Queue<T> _waiting = new();
    private readonly List<Subscription> _subscriptions = [];
    private bool _isNotifying;

    /// <summary>Adds a subscriber.</summary>
    /// <returns>Dispose it to unsubscribe.</returns>
    public IDisposable Add(Action<T> callback)
    {
        var subscription = new Subscription(this, callback);
        lock (_gate)
            _subscriptions.Add(subscription);
        return subscription;
    }

    /// <summary>Queues a value for the next <see cref="Notify"/>. It calls no subscriber, so callers may hold a lock.</summary>
    public void Enqueue(T value)
    {
        lock (_gate)
            _waiting.Enqueue(value);
    }

    /// <summary>Calls the subscribers with all queued values, unless another thread does so already; that thread then delivers them.</summary>
    public void Notify()
    {
        lock (_gate)
        {
            if (_isNotifying)
                return;
            _isNotifying = true;
        }
        while (true)
        {
            T value;
            Subscription[] subscriptions;
            lock (_gate)
            {
                _isNotifying = _waiting.Count > 0;
                if (!_isNotifying)
                    return;
                value = _waiting.Dequeue();
                subscriptions = [.. _subscriptions];
            }
            foreach (var subscription in subscriptions)
                Call(subscription, value);
        }
    }

    private void Call(Subscription subscription, T value)
    {
        try
        {
            subscription.Callback(value);
        }
        catch (Exception e)
        {
            failed(e);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
            _subscriptions.Remove(subscription);
    }

    private sealed class Subscription(Subscribers<T> owner, Action<T> callback) : IDisposable
    {
        public Action<T> Callback => callback;

        public void Dispose() => owner.Remove(this);
    }
}
