namespace GrowthBook.Testing;

/// <summary>Thrown when the recorded effects differ from the expected ones. The message has both.</summary>
public sealed class EffectAssertionException : Exception
{
    internal EffectAssertionException(string expected, RecordedEffects effects)
        : base($"expected {expected}, but {effects}{(effects.IsConnected ? "" : $"; {EffectAssertions.NotConnected}")}")
    {
    }
}
