using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A user of a client with a sticky bucket store in memory, which has an assignment of each user.</summary>
[BenchmarkCategory("client-user-async")]
public class ClientUserAsync() : ClientBenchmarks("client-user-async");
