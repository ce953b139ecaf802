using System.Text.Json.Serialization;

namespace GrowthBook.Pure.Tests.Api;

public enum Plan
{
    Free,
    Pro,
}

public sealed record Banner(string Text, int Size, Plan Plan = Plan.Free, double? Ratio = null);

public sealed class Person
{
    public string Id { get; init; } = "";

    public int Age { get; init; }

    public string[] Tags { get; init; } = [];

    public Dictionary<string, bool> Flags { get; init; } = [];

    public Person? Friend { get; set; }
}

[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(Banner))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class TestJson : JsonSerializerContext;
