using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>
/// Reading and compiling a payload. The baseline parses the JSON and prepares nothing, as <c>JSON.parse</c> does.
/// </summary>
[MemoryDiagnoser]
public abstract class LoadBenchmarks
{
    private byte[] _json = [];

    protected abstract byte[] Json();

    [GlobalSetup]
    public void Setup()
    {
        _json = Json();
        if (ByHand() != ByLibrary())
            throw new InvalidOperationException($"{ByHand()} features in the text, {ByLibrary()} in the payload");
    }

    protected int ByHand()
    {
        using var document = JsonDocument.Parse(_json);
        return document.RootElement.GetProperty("features").GetPropertyCount();
    }

    protected int ByLibrary() => Payload.Parse(_json).Value.FeatureKeys.Count;
}
