namespace GrowthBook.Client;

/// <summary>
/// Takes the payloads of a stream at the rate of <see cref="RefreshRate"/>, whatever number of them the server sends. A payload within the
/// rate is taken at once. Of those beyond it, only the newest waits and is taken.
/// </summary>
/// <param name="refresh">Takes a payload.</param>
/// <param name="origin">The origin of the payloads.</param>
/// <param name="time">Measures the waits.</param>
/// <param name="random">Gives random numbers from 0 inclusive to 1 exclusive.</param>
/// <param name="ended">Ends the waits.</param>
internal sealed class StreamPayloads(PayloadRefresh refresh, PayloadOrigin origin, TimeProvider time, Func<double> random, CancellationToken ended)
{
    private readonly object _gate = new();
    private readonly RefreshRate _rate = new(time, random);
    private Task _later = Task.CompletedTask;
    private (ReadOnlyMemory<byte> Json, Confirmation Received)? _newest;
    private bool _isLater;

    /// <summary>Takes a payload now, or makes it the one that waits. One call at a time.</summary>
    /// <param name="json">The payload; must not change later.</param>
    /// <param name="cancellationToken">Cancels writing the payload to the cache.</param>
    /// <returns>A task that ends when the payload is taken or waits.</returns>
    public Task TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var received = Confirmation.Now(time);
        lock (_gate)
        {
            var wait = _isLater ? (TimeSpan?)null : _rate.Next();
            if (wait == TimeSpan.Zero)
                return refresh.TakeAsync(json, origin, received, cancellationToken);
            _newest = (json, received);
            if (wait is { } first)
            {
                _isLater = true;
                _later = Detached.Run(() => TakeLaterAsync(first));
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Waits until no payload waits or is being taken, whether that succeeds or fails.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
            return Task.WhenAny(_later);
    }

    private async Task TakeLaterAsync(TimeSpan wait)
    {
        while (true)
        {
            await time.DelayAsync(wait, ended).ConfigureAwait(false);
            (ReadOnlyMemory<byte> Json, Confirmation Received) newest;
            lock (_gate)
                (newest, _newest) = (_newest.GetValueOrDefault(), null);
            await refresh.TakeAsync(newest.Json, origin, newest.Received, ended).ConfigureAwait(false);
            lock (_gate)
            {
                _isLater = _newest is not null;
                if (!_isLater)
                    return;
                wait = _rate.Next();
            }
        }
    }
}
