namespace GrowthBook.AspNetCore;

/// <summary>A condition on a feature's value that is written in code.</summary>
internal sealed class ValueGate(string feature, Func<Value, bool> isOpen) : IFeatureGate
{
    public string Feature => feature;

    public bool IsOpen(FeatureResult result) => isOpen(result.Value);
}
