namespace GrowthBook.AspNetCore;

/// <summary>The endpoint exists only if a feature has a value for the user; otherwise the response is 404, also for a user without a login.</summary>
/// <param name="feature">The feature's key.</param>
/// <param name="value">The value: a string, number or boolean. For a condition in code use <c>RequireValue</c> of the endpoint.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireValueAttribute(string feature, object value) : Attribute, IFeatureGate
{
    private readonly Value _value = GrowthBook.Value.From(value);

    /// <inheritdoc/>
    public string Feature { get; } = feature ?? throw new ArgumentNullException(nameof(feature));

    /// <summary>The value.</summary>
    public object Value { get; } = value;

    /// <summary>The kind of the value as a text.</summary>
    internal string Kind => ValueKinds.Of(_value);

    /// <inheritdoc/>
    public bool IsOpen(FeatureResult result) => (result ?? throw new ArgumentNullException(nameof(result))).Value.Equals(_value);
}
