using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace GrowthBook.Client.Native;

/// <summary>Records the exposures that it receives.</summary>
internal sealed class Recording : IEffectHandler, IEffectSink
{
    private readonly ConcurrentQueue<string> _exposures = new();

    public string Exposures => string.Join(", ", _exposures);

    public void Handle(EffectEvent effectEvent)
    {
        if (effectEvent.Effect is Effect.ExperimentViewed viewed)
            _exposures.Enqueue($"{viewed.Experiment.Key}={viewed.Result.Key}");
    }

    public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        foreach (var effectEvent in batch)
            Handle(effectEvent);
        return default;
    }
}
