namespace GrowthBook.Client;

/// <summary>
/// Receives effects on the evaluating thread. A handler must be fast, must not block, and must be thread-safe. Use an
/// <see cref="IEffectSink"/> for slow work.
/// </summary>
public interface IEffectHandler
{
    /// <summary>Handles one effect.</summary>
    /// <param name="effectEvent">The effect with its context.</param>
    void Handle(EffectEvent effectEvent);
}
