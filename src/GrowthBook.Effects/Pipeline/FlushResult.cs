using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>The result of a flush with a timeout.</summary>
/// <param name="remaining">The sinks that have effects left, in their order.</param>
[JsonConverter(typeof(PipelineJsonConverter))]
public sealed class FlushResult(ImmutableArray<QueuedEffects> remaining)
{
    /// <summary>Whether every effect was written or dropped in time.</summary>
    public bool IsComplete => Remaining.IsEmpty;

    /// <summary>
    /// The sinks that have effects left, in their order, with their counts. These effects stay queued, and the client goes on writing them.
    /// </summary>
    public ImmutableArray<QueuedEffects> Remaining { get; } = remaining.IsDefault ? [] : remaining;

    /// <summary>A text for a log line, such as <c>3 effects left: ExposureTable 3</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => IsComplete
        ? "no effects left"
        : $"{Remaining.Sum(sink => sink.Count)} effects left: {string.Join(", ", Remaining.Select(sink => $"{sink.Sink} {sink.Count}"))}";
}

/// <summary>Effects that wait for a sink.</summary>
/// <param name="Sink">The name of the sink: that of <see cref="EffectSink.Named"/>, or of its type. The sticky bucket store is one of the sinks.</param>
/// <param name="Count">How many effects are queued or being written; at least 1.</param>
[JsonConverter(typeof(PipelineJsonConverter))]
public readonly record struct QueuedEffects(string Sink, int Count);
