namespace GrowthBook;

/// <summary>The attribute that identifies a user, and its value: <c>null</c> where the user has none that counts.</summary>
internal readonly struct HashAttribute(string name, Value? value)
{
    public string Name => name;

    public Value? Value => value;

    /// <summary>The value as results show it: in its JSON type, <c>""</c> where it is missing.</summary>
    public Value Shown => value ?? Missing;

    private static Value Missing { get; } = new Value.String("");

    /// <summary>
    /// Looks an attribute up, and the fallback when the first is missing. A value that is <c>null</c>, <c>""</c>,
    /// <c>0</c> or <c>false</c> counts as missing.
    /// </summary>
    public static HashAttribute Of(in Subject user, string name, string? fallback = null)
    {
        var value = Find(user, name);
        if (value is null && fallback is not null && Find(user, fallback) is { } other)
            return new HashAttribute(fallback, other);
        return new HashAttribute(name, value);
    }

    /// <summary>The fallback attribute that sticky bucketing, which is off, would hash in the place of a missing one; otherwise <c>null</c>.</summary>
    /// <param name="fallback">The fallback attribute of the rule; <c>null</c> without one.</param>
    /// <param name="state">The evaluation.</param>
    public string? StickyFallback(string? fallback, in EvaluationState state) =>
        value is null && fallback is not null && state.StickyBuckets is null && Find(state.User, fallback) is not null ? fallback : null;

    private static Value? Find(in Subject user, string name) =>
        user.Find(name) is { IsTruthy: true } value ? value : null;
}
