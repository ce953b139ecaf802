namespace GrowthBook.Client;

/// <summary>
/// Identifiers that <see cref="Context.AttributeOverrides"/> replace. An evaluation assigns variations to the overriding identifier, as that of the
/// JavaScript SDK does. It is that of another user, so these assignments are not stored.
/// </summary>
internal static class OverriddenIdentifier
{
    /// <summary>Whether an override replaces the value of an attribute.</summary>
    public static bool Is(string attribute, Context context) =>
        context.AttributeOverrides[attribute] is { IsTruthy: true } value && !value.Equals(context.Attributes[attribute]);

    /// <summary>Whether an effect is an assignment to store.</summary>
    public static bool IsStorable(EffectEvent effectEvent) => effectEvent.Effect is Effect.StickyBucketAssigned assigned
        && (effectEvent.Context.AttributeOverrides.Count == 0 || !Is(assigned.Document.AttributeName, effectEvent.Context));
}
