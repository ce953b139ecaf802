namespace GrowthBook.Testing;

/// <summary>The recorded effects are not what a test expects. The message says what was expected and what was recorded.</summary>
public sealed class EffectAssertionException : Exception
{
    internal EffectAssertionException(string expected, RecordedEffects effects)
        : base($"expected {expected}, but {effects}")
    {
    }
}
