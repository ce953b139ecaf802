using System.Collections.Immutable;

namespace GrowthBook.AspNetCore;

/// <summary>The endpoint exists only for users of a variation; otherwise the response is 404, also for a user without a login.</summary>
/// <param name="feature">The feature's key.</param>
/// <param name="variations">
/// The variations, at least one. A variation is the key of the experiment's variation (<c>0</c>, <c>1</c> and so on, unless GrowthBook has
/// another), or the feature's value if that is a string. Without an experiment a number or boolean counts as its JSON text.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireVariationAttribute(string feature, params string[] variations) : Attribute, IFeatureGate, IDeclaredGate
{
    /// <inheritdoc/>
    public string Feature { get; } = feature ?? "";

    /// <summary>The variations.</summary>
    public ImmutableArray<string> Variations { get; } = [.. variations ?? []];

    private string? Mistake { get; } = RequiredKey.MistakeOf(feature) ?? (variations is { Length: > 0 } && !Array.Exists(variations, string.IsNullOrEmpty)
        ? null
        : $"RequireVariation of the feature `{feature}` has no variation, or an empty one; name at least one by its key, such as `1`, or by the feature's value");

    string? IDeclaredGate.Mistake => Mistake;

    /// <inheritdoc/>
    public bool IsOpen(FeatureResult result)
    {
        _ = result ?? throw new ArgumentNullException(nameof(result));
        foreach (var variation in Variations)
        {
            if (Mistake is null && VariationName.Matches(result, variation))
                return true;
        }
        return false;
    }
}
