namespace GrowthBook.Client;

/// <summary>
/// A handler that learns that a client or pipeline has it. Without this, a recording of a test cannot tell a client without effects from no client.
/// </summary>
public interface IConnectedHandler : IEffectHandler
{
    /// <summary>Called when the handler becomes a receiver, or a part of another handler that <see cref="EffectHandler"/> creates. Must not throw.</summary>
    void Connected();
}
