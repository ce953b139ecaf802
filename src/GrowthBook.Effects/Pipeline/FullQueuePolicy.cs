using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The policy for a new effect while the queue is full.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<FullQueuePolicy>))]
public enum FullQueuePolicy
{
    /// <summary>
    /// <see cref="BackgroundEffectWriter.WriteAsync"/> waits for room. <see cref="BackgroundEffectWriter.Enqueue(EffectEvent)"/>,
    /// which never waits, drops the new effect.
    /// </summary>
    Wait,

    /// <summary>Drops the new effect.</summary>
    DropNewest,

    /// <summary>Drops the oldest effect in the queue.</summary>
    DropOldest,
}
