namespace GrowthBook.Client;

/// <summary>
/// Callbacks that hear of values in their order, one value at a time. One that throws harms neither the others nor
/// who brought the value.
/// </summary>
internal sealed class Subscribers<T>(Action<Exception> failed)
{
    private readonly object _gate = new();
    private readonly Queue<T> _waiting = new();
    private readonly List<Subscription> _subscriptions = [];
    private bool _isNotifying;

    public IDisposable Add(Action<T> callback)
    {
        var subscription = new Subscription(this, callback);
        lock (_gate)
            _subscriptions.Add(subscription);
        return subscription;
    }

    /// <summary>Remembers a value for the next <see cref="Notify"/>; may be called under a lock, because it calls nobody.</summary>
    public void Enqueue(T value)
    {
        lock (_gate)
            _waiting.Enqueue(value);
    }

    /// <summary>Calls the callbacks with all values that wait; a thread that is already doing so takes these along.</summary>
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
