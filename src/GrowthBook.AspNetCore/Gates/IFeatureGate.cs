namespace GrowthBook.AspNetCore;

/// <summary>
/// A condition of an endpoint: a part of its metadata, that the middleware of <c>UseGrowthBook</c> checks before the authorization. If one
/// of an endpoint's conditions is not met, the response is 404, as if the endpoint did not exist.
/// </summary>
public interface IFeatureGate
{
    /// <summary>The key of the feature that decides.</summary>
    string Feature { get; }

    /// <summary>Whether the condition is met. Called for each request; it must not block and not throw.</summary>
    /// <param name="result">The feature's result for the user of the request.</param>
    /// <returns>Whether the endpoint exists for the user.</returns>
    bool IsOpen(FeatureResult result);
}
