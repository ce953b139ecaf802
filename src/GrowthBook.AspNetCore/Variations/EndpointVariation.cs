namespace GrowthBook.AspNetCore;

/// <summary>The variation whose users an endpoint serves.</summary>
internal sealed record EndpointVariation(string Feature, string Variation);
