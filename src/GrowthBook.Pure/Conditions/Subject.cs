namespace GrowthBook;

/// <summary>
/// What a condition is tested against: a user's attributes under their overrides, the result of a prerequisite
/// (an object with the one member <c>value</c>, which is never built), or an element of an array.
/// </summary>
internal readonly struct Subject
{
    private readonly Value? _value;
    private readonly Value.Object? _overrides;
    private readonly bool _isPrerequisite;

    private Subject(Value? value, Value.Object? overrides, bool isPrerequisite)
    {
        _value = value;
        _overrides = overrides;
        _isPrerequisite = isPrerequisite;
    }

    public static Subject User(Context context) =>
        new(context.Attributes.Members, context.AttributeOverrides.Members, false);

    public static Subject Prerequisite(Value value) => new(value, null, true);

    public static Subject Element(Value value) => new(value, null, false);

    /// <summary>The value of an attribute, or a null reference where there is none.</summary>
    public Value? Find(string name)
    {
        if (_isPrerequisite)
            return name == "value" ? _value : null;
        if (_overrides is { Count: > 0 } && _overrides.Find(name) is { } overridden)
            return overridden;
        return AttributePath.Step(_value!, name);
    }
}
