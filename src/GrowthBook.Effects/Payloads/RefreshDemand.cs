namespace GrowthBook.Client;

/// <summary>Within a fleet, when what another process fetched is enough.</summary>
internal enum RefreshDemand
{
    /// <summary>When it was fetched lately.</summary>
    None,

    /// <summary>When it was fetched after the refresh was asked for.</summary>
    SinceNow,

    /// <summary>Never: the answer of the server itself is needed.</summary>
    ByItself,
}
