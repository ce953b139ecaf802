namespace GrowthBook.Client;

/// <summary>
/// Calls subscribers with values in order, one value at a time. An exception of one subscriber reaches neither the other
/// subscribers nor the publisher. Thread-safe.
/// </summary>
/// <param name="failed">Receives the exceptions of subscribers.</param>
internal sealed class Subscribers<T>(Action<Exception> failed)
    where T : class
{
    private readonly Action<Exception> _failed = failed;
    private readonly object _gate = new();
    private readonly Queue<(long Number, T Value)> _waiting = new();
    private readonly List<Subscription> _subscriptions = [];
    private long _lastNumber;
    private bool _isNotifying;

    /// <summary>Adds a subscriber for values that are queued from now on.</summary>
    /// <param name="callback">The subscriber.</param>
    /// <param name="current">
    /// The value that the subscriber gets first, from <see cref="Subscription.CallFirst"/>; later values wait for that call.
    /// Default: <c>null</c>, none.
    /// </param>
    /// <returns>Dispose it to unsubscribe.</returns>
    public Subscription Add(Action<T> callback, T? current = null)
    {
        lock (_gate)
        {
            var subscription = new Subscription(this, callback, _lastNumber, current);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <summary>Queues a value for the next <see cref="Notify"/>. It calls no subscriber, so callers may hold a lock.</summary>
    public void Enqueue(T value)
    {
        lock (_gate)
            _waiting.Enqueue((++_lastNumber, value));
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
            (long Number, T Value) next;
            Subscription[] subscriptions;
            lock (_gate)
            {
                _isNotifying = _waiting.Count > 0;
                if (!_isNotifying)
                    return;
                next = _waiting.Dequeue();
                subscriptions = [.. _subscriptions];
            }
            foreach (var subscription in subscriptions)
                subscription.Call(next.Number, next.Value);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
            _subscriptions.Remove(subscription);
    }

    /// <summary>A subscriber.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly object _turn = new();
        private readonly Subscribers<T> _owner;
        private readonly Action<T> _callback;
        private readonly long _after;
        private T? _first;

        internal Subscription(Subscribers<T> owner, Action<T> callback, long after, T? first) =>
            (_owner, _callback, _after, _first) = (owner, callback, after, first);

        /// <summary>Calls the subscriber with the value that it gets first, unless a later value has done so.</summary>
        public void CallFirst()
        {
            lock (_turn)
                TakeFirst();
        }

        public void Dispose() => _owner.Remove(this);

        /// <summary>Calls the subscriber with a value that was queued after the subscription.</summary>
        internal void Call(long number, T value)
        {
            if (number <= _after)
                return;
            lock (_turn)
            {
                TakeFirst();
                Call(value);
            }
        }

        private void TakeFirst()
        {
            if (_first is not { } first)
                return;
            _first = null;
            Call(first);
        }

        private void Call(T value)
        {
            try
            {
                _callback(value);
            }
            catch (Exception e)
            {
                _owner._failed(e);
            }
        }
    }
}
