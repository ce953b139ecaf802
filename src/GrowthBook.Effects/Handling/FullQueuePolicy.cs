namespace GrowthBook.Client;

/// <summary>What happens to an effect for which a queue has no room.</summary>
public enum FullQueuePolicy
{
    /// <summary>
    /// <see cref="BackgroundEffectWriter.WriteAsync"/> waits for room. <see cref="BackgroundEffectWriter.Handle"/>,
    /// which never waits, drops the new effect.
    /// </summary>
    Wait,

    /// <summary>The new effect is dropped.</summary>
    DropNewest,

    /// <summary>The effect that has waited for longest is dropped.</summary>
    DropOldest,
}
