namespace GrowthBook.Client;

/// <summary>
/// Takes effects where they come about, on the thread that evaluated: a handler is quick, never waits, and may be called
/// by many threads at once. What takes time belongs into an <see cref="IEffectSink"/>.
/// </summary>
public interface IEffectHandler
{
    /// <summary>Takes one effect.</summary>
    /// <param name="effectEvent">The effect and what it came from.</param>
    void Handle(EffectEvent effectEvent);
}
