namespace GrowthBook.Client;

/// <summary>The answer to who may refresh.</summary>
/// <param name="Resource">What to dispose when the refresh has ended.</param>
/// <param name="IsGranted">Whether this process may refresh.</param>
internal readonly record struct RefreshLease(IAsyncDisposable? Resource, bool IsGranted)
{
    public RefreshLease(IAsyncDisposable? resource)
        : this(resource, resource is not null)
    {
    }

    /// <summary>Nobody decides, so everybody may.</summary>
    public static RefreshLease Unmanaged => new(null, true);
}
