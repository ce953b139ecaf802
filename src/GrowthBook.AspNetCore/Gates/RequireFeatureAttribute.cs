namespace GrowthBook.AspNetCore;

/// <summary>The endpoint exists only if a feature is on for the user; otherwise the response is 404, also for a user without a login.</summary>
/// <param name="feature">The feature's key.</param>
/// <example><code>[RequireFeature("beta")] public sealed class BetaController : ControllerBase</code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFeatureAttribute(string feature) : Attribute, IFeatureGate, IDeclaredGate
{
    /// <inheritdoc/>
    public string Feature { get; } = feature ?? "";

    string? IDeclaredGate.Mistake => RequiredKey.MistakeOf(Feature);

    /// <inheritdoc/>
    public bool IsOpen(FeatureResult result) => (result ?? throw new ArgumentNullException(nameof(result))).On && Feature.Length > 0;
}
