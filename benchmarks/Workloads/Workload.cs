using System.Text;
using System.Text.Json;

namespace GrowthBook.Benchmarks;

/// <summary>
/// What the benchmarks work on: <c>workload.json</c> and <c>payload-10k.json</c> of the folder that the environment
/// variable <c>GROWTHBOOK_BENCH</c> names, or without it the generated workload.
/// </summary>
internal sealed class Workload
{
    private const string FolderVariable = "GROWTHBOOK_BENCH";

    private static readonly Lazy<Workload> Loaded = new(Load);

    private readonly Lazy<byte[]> _largePayload;

    private Workload(JsonElement root, Func<byte[]> largePayload)
    {
        var payload = root.GetProperty("payload");
        PayloadJson = Encoding.UTF8.GetBytes(payload.GetRawText());
        _largePayload = new Lazy<byte[]>(largePayload);
        PayloadElement = payload;
        Payload = Parse(PayloadJson);
        FeatureKeys = payload.GetProperty("features").EnumerateObject().Select(feature => feature.Name).ToArray();
        Users = root.GetProperty("users").EnumerateArray()
            .Select(user => Attributes.Parse(user.GetRawText()).Value).ToArray();
        Contexts = Users.Select(user => new Context(Payload, user)).ToArray();
        Scenarios = root.GetProperty("scenarios").EnumerateArray().Select(scenario => new Scenario(
            scenario.GetProperty("name").GetString()!,
            scenario.GetProperty("feature").GetString()!,
            scenario.GetProperty("user").GetInt32())).ToArray();
        Root = root;
    }

    public static Workload Current => Loaded.Value;

    public JsonElement Root { get; }

    public JsonElement PayloadElement { get; }

    /// <summary>The text of the payload of 1,000 features.</summary>
    public byte[] PayloadJson { get; }

    /// <summary>The text of the payload of 10,000 features.</summary>
    public byte[] LargePayloadJson => _largePayload.Value;

    public Payload Payload { get; }

    public string[] FeatureKeys { get; }

    /// <summary>The features that do not look into the large group.</summary>
    public string[] FeatureKeysWithoutGroups =>
        FeatureKeys.Where(key => !key.StartsWith("group-", StringComparison.Ordinal)).ToArray();

    public Attributes[] Users { get; }

    /// <summary>The payload with each user.</summary>
    public Context[] Contexts { get; }

    public IReadOnlyList<Scenario> Scenarios { get; }

    public Scenario Scenario(string name) => Scenarios.Single(scenario => scenario.Name == name);

    /// <summary>Writes the files that a benchmark in another language reads.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "workload.json"), Root.GetRawText());
        File.WriteAllBytes(Path.Combine(folder, "payload-1k.json"), PayloadJson);
        File.WriteAllBytes(Path.Combine(folder, "payload-10k.json"), LargePayloadJson);
    }

    /// <summary>Compiles a payload that must be free of faults.</summary>
    public static Payload Parse(byte[] json)
    {
        var (payload, errors) = Payload.Parse(json);
        return errors.IsEmpty ? payload : throw new InvalidOperationException($"the workload is malformed: {errors[0]}");
    }

    private static Workload Load()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
            return new Workload(Element(WorkloadGenerator.Workload().ToJsonString()), () => GeneratedPayload(10_000));
        return new Workload(
            Element(File.ReadAllText(Path.Combine(folder, "workload.json"))),
            () => File.ReadAllBytes(Path.Combine(folder, "payload-10k.json")));
    }

    public static byte[] GeneratedPayload(int features) =>
        Encoding.UTF8.GetBytes(WorkloadGenerator.Payload(features).ToJsonString());

    private static JsonElement Element(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
