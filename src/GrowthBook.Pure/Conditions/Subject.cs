namespace GrowthBook;

/// <summary>
/// The subject of a condition: a user's attributes under their overrides, the result of a prerequisite
/// (an object with the one member <c>value</c>, which is never built), or an element of an array.
/// </summary>
internal readonly struct Subject
{
    /// <summary>The attributes of a user, or the members of an element that is an object; <c>null</c> for anything else.</summary>
    private readonly Value.Object? _members;

    /// <summary><c>null</c> where there are none, as for nearly every user.</summary>
    private readonly Value.Object? _overrides;

    /// <summary>The value of a prerequisite, or an element that is no object.</summary>
    private readonly Value? _value;

    private readonly bool _isPrerequisite;

    private Subject(Value.Object? members, Value.Object? overrides, Value? value, bool isPrerequisite)
    {
        _members = members;
        _overrides = overrides;
        _value = value;
        _isPrerequisite = isPrerequisite;
    }

    /// <summary>A user, by attributes and their overrides; <c>null</c> for no overrides.</summary>
    public static Subject User(Value.Object attributes, Value.Object? overrides) =>
        new(attributes, overrides is { Count: > 0 } ? overrides : null, null, false);

    public static Subject Prerequisite(Value value) => new(null, null, value, true);

    public static Subject Element(Value value) => value is Value.Object members
        ? new Subject(members, null, null, false)
        : new Subject(null, null, value, false);

    /// <summary>The value of an attribute; <c>null</c> for a missing one.</summary>
    public Value? Find(string name)
    {
        if (_members is null)
            return FindInOther(name);
        return _overrides is not null && _overrides.Find(name) is { } overridden ? overridden : _members.Find(name);
    }

    private Value? FindInOther(string name) => _isPrerequisite
        ? (name == "value" ? _value : null)
        : AttributePath.Step(_value!, name);
}
