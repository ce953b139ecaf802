using System.Collections.Immutable;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>Pipelines of one kind of receiver, and the delivery of single events.</summary>
internal static class Pipelines
{
    public static ImmutableArray<EffectReceiver> Observers(params IEnumerable<IEffectHandler> handlers) => [.. handlers.Select(EffectReceiver.Observer)];

    /// <summary>A pipeline of one handler that gets each exposure and usage once.</summary>
    public static (EffectPipeline Pipeline, EffectReceiver Receiver) Once(
        Action<EffectEvent> handle, int capacity = EffectReceiver.DefaultCapacity, params ImmutableArray<string> userAttributes)
    {
        var receiver = EffectReceiver.Handler(EffectHandler.Of(handle), capacity);
        return (new EffectPipeline([receiver], userAttributes: userAttributes.IsEmpty ? default : userAttributes), receiver);
    }

    public static (EffectPipeline Pipeline, EffectReceiver Receiver) Once(BackgroundEffectWriter writer)
    {
        var receiver = EffectReceiver.Sink(writer);
        return (new EffectPipeline([receiver]), receiver);
    }

    public static void Deliver(this EffectPipeline pipeline, EffectEvent effectEvent) => pipeline.Run([effectEvent.Effect], effectEvent.Context);
}
