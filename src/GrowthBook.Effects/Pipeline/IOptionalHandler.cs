namespace GrowthBook.Client;

/// <summary>A handler that at times needs no effects.</summary>
internal interface IOptionalHandler : IEffectHandler
{
    /// <summary>Whether the handler wants effects now. Effects that it did not want are no repetitions for it later.</summary>
    bool IsEnabled { get; }
}
