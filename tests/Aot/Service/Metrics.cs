using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace GrowthBook.Client.Native;

/// <summary>The sums of the counters of the meter <c>GrowthBook</c>.</summary>
internal sealed class Metrics : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new();

    private readonly MeterListener _listener = new()
    {
        InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "GrowthBook")
                listener.EnableMeasurementEvents(instrument);
        },
    };

    public Metrics()
    {
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, value, (_, before) => before + value));
        _listener.Start();
    }

    public long this[string instrument] => _sums.GetValueOrDefault(instrument);

    public void Dispose() => _listener.Dispose();
}
