namespace GrowthBook.Client;

/// <summary>How old a payload is, measured by how long it was meant to live. A payload of any age can be evaluated.</summary>
public enum PayloadFreshness
{
    /// <summary>Not older than its time to live.</summary>
    Fresh,

    /// <summary>Older, but meant to be used while a newer one is fetched (<c>stale-while-revalidate</c>).</summary>
    Revalidating,

    /// <summary>Older still, but meant to be used while the server fails (<c>stale-if-error</c>).</summary>
    Stale,

    /// <summary>Older than the server meant it to be used at all.</summary>
    Expired,
}
