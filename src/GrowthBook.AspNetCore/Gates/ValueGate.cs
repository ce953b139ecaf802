namespace GrowthBook.AspNetCore;

/// <summary>A condition on a feature's value that is written in code.</summary>
internal sealed class ValueGate(string feature, Func<Value, bool> isOpen) : IFeatureGate
{
    private readonly Func<Value, bool> _isOpen = isOpen ?? throw new ArgumentNullException(nameof(isOpen));

    public string Feature { get; } = RequiredKey.Of(feature);

    public bool IsOpen(FeatureResult result) => _isOpen(result.Value);
}
