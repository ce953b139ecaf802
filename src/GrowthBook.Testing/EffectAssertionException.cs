using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// Thrown when the recorded effects differ from the expected ones. The message has both: of more than 20 effects at most 20 of the key
/// that was asserted, at most 20 others, and the counts of the rest by kind.
/// </summary>
public sealed class EffectAssertionException : Exception
{
    internal EffectAssertionException(string expected, RecordedEffects effects, Func<EffectEvent, bool> isAsserted)
        : base($"expected {expected}, but {EffectText.Of(effects.Events, isAsserted)}{(effects.IsConnected ? "" : $"; {EffectAssertions.NotConnected}")}")
    {
    }
}
