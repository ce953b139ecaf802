namespace GrowthBook.Client;

/// <summary>A handler or sink delivers effects to itself. The message names it and has nothing of the effects.</summary>
internal sealed class NestedDeliveryException : InvalidOperationException, ILoggableException
{
    private NestedDeliveryException(string message)
        : base(message)
    {
    }

    /// <param name="handler">The handler whose evaluations are nested.</param>
    /// <param name="depth">The number of nested calls of handlers.</param>
    public static NestedDeliveryException OfHandler(IEffectHandler handler, int depth) => new(
        $"the handler {ReceiverName.Of(handler)} evaluates features while it handles an effect, which calls it again, {depth} levels deep; evaluate in it with Evaluator and the Context of the EffectEvent, which calls no handler");

    /// <param name="sink">The sink to which a batch is being written.</param>
    public static NestedDeliveryException OfSink(IEffectSink sink) => new(
        $"the sink {ReceiverName.Of(sink)} runs effects through the pipeline that is writing to it; use another pipeline in the sink");
}
