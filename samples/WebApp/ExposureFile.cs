using System.Collections.Immutable;
using GrowthBook;
using GrowthBook.Client;

namespace WebApp;

/// <summary>Writes exposures to a file in the background, one JSON object per line.</summary>
internal sealed class ExposureFile(string path) : IEffectSink
{
    public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken) =>
        await File.AppendAllLinesAsync(path, batch.Where(each => each.Effect is Effect.ExperimentViewed).Select(Line), cancellationToken);

    private static string Line(EffectEvent exposure) =>
        TrackingEvent.Of(exposure.Effect)!.Properties.With("time", exposure.Timestamp.ToString("O")).ToString();
}
