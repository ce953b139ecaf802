using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A new user in an experiment, whose exposure and usage a handler gets and a sink's queue takes.</summary>
[BenchmarkCategory("client-new-user")]
public class ClientNewUser() : ClientBenchmarks("client-new-user");
