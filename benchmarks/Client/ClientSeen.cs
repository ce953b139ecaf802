using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>An experiment whose exposure and usage a handler and a sink got before.</summary>
[BenchmarkCategory("client-seen")]
public class ClientSeen() : ClientBenchmarks("client-seen");
