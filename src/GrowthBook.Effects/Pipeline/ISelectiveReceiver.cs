namespace GrowthBook.Client;

/// <summary>A handler or sink that ignores some kinds of effects, so that the pipeline does not deliver these.</summary>
internal interface ISelectiveReceiver
{
    /// <summary>The kinds that it does not ignore.</summary>
    EffectKinds Kinds { get; }
}
