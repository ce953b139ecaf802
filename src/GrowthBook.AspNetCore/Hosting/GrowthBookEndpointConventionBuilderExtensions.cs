using GrowthBook;
using GrowthBook.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Conditions of endpoints, and of groups of endpoints. All conditions of an endpoint have to be met; if one is not, the response is 404,
/// also for a user without a login. They need <c>AddAspNetCore</c>, and <c>UseGrowthBook</c> after <c>UseRouting</c>; without them the endpoint fails.
/// </summary>
public static class GrowthBookEndpointConventionBuilderExtensions
{
    /// <summary>The endpoint exists only if a feature is on for the user.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of endpoints.</param>
    /// <param name="feature">The feature's key.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireFeature<TBuilder>(this TBuilder builder, string feature)
        where TBuilder : IEndpointConventionBuilder => Require(builder, new RequireFeatureAttribute(feature));

    /// <summary>The endpoint exists only for users of a variation, named as in <see cref="RequireVariationAttribute"/>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of endpoints.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="variations">The variations, at least one.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireVariation<TBuilder>(this TBuilder builder, string feature, params string[] variations)
        where TBuilder : IEndpointConventionBuilder => Require(builder, new RequireVariationAttribute(feature, variations));

    /// <summary>The endpoint exists only if the feature's value meets a condition.</summary>
    /// <typeparam name="TBuilder">The type of the endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of endpoints.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="isOpen">The condition; it must not block. JSON <c>null</c> is the value of an unknown feature. If it throws, the request fails with an error that names the feature and the endpoint.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireValue<TBuilder>(this TBuilder builder, string feature, Func<Value, bool> isOpen)
        where TBuilder : IEndpointConventionBuilder => Require(builder, new ValueGate(feature, isOpen));

    /// <summary>
    /// Selects this endpoint for users of a variation, among several endpoints of one route. An endpoint of the route without a variation
    /// serves the other users. The selection is a part of the routing: call <c>UseAuthentication</c> before <c>UseRouting</c> if attributes
    /// have claims. Route values are no attributes then.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="variation">The variation, named as in <see cref="RequireVariationAttribute"/>.</param>
    /// <returns>The same builder.</returns>
    /// <example><code>
    /// app.MapGet("/checkout", ShowOnePage).ForVariation("checkout", "one-page");
    /// app.MapGet("/checkout", ShowSteps);
    /// </code></example>
    public static TBuilder ForVariation<TBuilder>(this TBuilder builder, string feature, string variation)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new EndpointVariation(RequiredKey.Of(feature), RequiredKey.OfVariation(variation)));
        builder.Add(UnselectedVariation.Guard);
        return builder;
    }

    private static TBuilder Require<TBuilder>(TBuilder builder, IFeatureGate gate)
        where TBuilder : IEndpointConventionBuilder
    {
        if (gate is IDeclaredGate { Mistake: { } mistake })
            throw new ArgumentException(mistake);
        builder.WithMetadata(gate);
        builder.Add(UncheckedGate.Guard);
        return builder;
    }
}
