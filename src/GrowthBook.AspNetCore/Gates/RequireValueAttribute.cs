namespace GrowthBook.AspNetCore;

/// <summary>The endpoint exists only if a feature has a value for the user; otherwise the response is 404, also for a user without a login.</summary>
/// <param name="feature">The feature's key.</param>
/// <param name="value">The value: a string, number or boolean. Any other one is an <see cref="ArgumentException"/>. For a condition in code use <c>RequireValue</c> of the endpoint.</param>
/// <example><code>[RequireValue("columns", 3)] public IActionResult ThreeColumns() => View();</code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireValueAttribute(string feature, object value) : Attribute, IFeatureGate, IDeclaredGate
{
    /// <summary>The value; <c>null</c> if it is of another kind.</summary>
    private readonly Value? _value = value switch
    {
        string or bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double => GrowthBook.Value.From(value),
        _ => null,
    };

    /// <inheritdoc/>
    public string Feature { get; } = feature ?? "";

    string? IDeclaredGate.Mistake => RequiredKey.MistakeOf(Feature) ?? (_value is null
        ? $"RequireValue of the feature `{Feature}` takes a string, a number or a boolean that the feature must have, was {Value switch { null => "null", Type type => $"the type {type.Name}", var other => other.GetType().Name }}; for a condition in code use RequireValue of the endpoint"
        : null);

    /// <summary>The value.</summary>
    public object Value { get; } = value;

    /// <summary>The kind of the value as a text.</summary>
    internal string Kind => ValueKinds.Of(_value ?? GrowthBook.Value.Null.Instance);

    /// <inheritdoc/>
    public bool IsOpen(FeatureResult result) => (result ?? throw new ArgumentNullException(nameof(result))).Value.Equals(_value) && Feature.Length > 0;
}
