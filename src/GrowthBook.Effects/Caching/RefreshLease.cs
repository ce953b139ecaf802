namespace GrowthBook.Client;

/// <summary>The result of acquiring the lease for a refresh.</summary>
/// <param name="Resource">Dispose it after the refresh; <c>null</c> if no lease is held.</param>
/// <param name="IsGranted">Whether this process may refresh.</param>
internal readonly record struct RefreshLease(IAsyncDisposable? Resource, bool IsGranted)
{
    public RefreshLease(IAsyncDisposable? resource)
        : this(resource, resource is not null)
    {
    }

    /// <summary>Permission to refresh without a lease, because the cache failed.</summary>
    public static RefreshLease Unmanaged => new(null, true);
}
