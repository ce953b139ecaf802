using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The age of a payload relative to its lifetime. A payload of any age can be evaluated.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<PayloadFreshness>))]
public enum PayloadFreshness
{
    /// <summary>Within its time to live.</summary>
    Fresh,

    /// <summary>Past its time to live, but usable while the client refreshes (<c>stale-while-revalidate</c>).</summary>
    Revalidating,

    /// <summary>Older, but usable while the server fails (<c>stale-if-error</c>).</summary>
    Stale,

    /// <summary>Older than the server allows.</summary>
    Expired,
}
