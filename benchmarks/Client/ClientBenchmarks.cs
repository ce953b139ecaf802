using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A call of the client by users in turn, and the pure evaluation that it contains.</summary>
[MemoryDiagnoser]
public abstract class ClientBenchmarks
{
    private const int Calls = 500;

    private readonly string _scenario;
    private Func<int, int> _client = _ => 0;
    private Func<int, int> _pure = _ => 0;

    protected ClientBenchmarks(string scenario) => _scenario = scenario;

    [GlobalSetup]
    public void Setup()
    {
        var line = ClientLine.All(Workload.Current).Single(line => line.Scenario == _scenario);
        (_client, _pure) = (line.Client(), line.Pure());
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public int Pure() => _pure(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public int Client() => _client(Calls);
}
