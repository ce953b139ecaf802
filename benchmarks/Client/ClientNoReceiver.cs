using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>An experiment, by a client without handlers and sinks.</summary>
[BenchmarkCategory("client-no-receiver")]
public class ClientNoReceiver() : ClientBenchmarks("client-no-receiver");
