using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// Events of effects, tracking events and calls, and counts, as JSON objects. An event's context is read with an empty payload. In use
/// wherever one occurs; it need not be named.
/// </summary>
public sealed class PipelineJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(typeToConvert) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(typeToConvert);

    private static JsonConverter? Find(Type type) =>
        type == typeof(EffectEvent) ? new RecordForm<EffectEvent>(PipelineJson.Write, PipelineJson.ReadEvent)
        : type == typeof(TrackingEvent) ? new RecordForm<TrackingEvent>(PipelineJson.Write, PipelineJson.ReadTrackingEvent)
        : type == typeof(DeferredTrackingCall) ? new RecordForm<DeferredTrackingCall>(PipelineJson.Write, PipelineJson.ReadTrackingCall)
        : type == typeof(EffectWriterCounts) ? new RecordForm<EffectWriterCounts>(PipelineJson.Write, PipelineJson.ReadCounts)
        : type == typeof(FlushResult) ? new RecordForm<FlushResult>(PipelineJson.Write, PipelineJson.ReadFlush)
        : type == typeof(QueuedEffects) ? new RecordForm<QueuedEffects>(PipelineJson.Write, PipelineJson.ReadQueued)
        : null;
}
