using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A payload with one feature for each way to a value, and clients that have it without a server.</summary>
internal static class Shop
{
    public const string Json = """
        {"features":{
          "color":{"defaultValue":"red"},
          "zero":{"defaultValue":0},
          "swiss":{"defaultValue":false,"rules":[{"condition":{"country":"CH"},"force":true}]},
          "layout":{"defaultValue":"old","rules":[{"key":"layout-test","variations":["old","new"],"weights":[0,1],"hashAttribute":"id","meta":[{"key":"control"},{"key":"wide"}]}]},
          "gated":{"defaultValue":true,"rules":[{"parentConditions":[{"id":"swiss","condition":{"value":true},"gate":true}]}]}},
         "experiments":[{"key":"moved","changeId":"c1","variations":[{},{"urlRedirect":"https://shop.example/new"}],"weights":[0,1],"hashAttribute":"id",
           "urlPatterns":[{"include":true,"type":"simple","pattern":"https://shop.example/old"}]}],
         "dateUpdated":"2026-01-01T00:00:00Z"}
        """;

    /// <summary>The payload with a feature that needs itself, of which clients warn.</summary>
    public static string WithCycle { get; } = Json.Replace(
        "{\"features\":{",
        """{"features":{"cycle":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"cycle","condition":{"value":true},"gate":true}]}]},""",
        StringComparison.Ordinal);

    public static readonly Attributes Ada = new() { ["id"] = "ada", ["country"] = "CH" };

    public static ClientServices Services(string json = Json, TimeProvider? time = null) =>
        new() { Source = new InMemoryPayloadSource(json), TimeProvider = time ?? new FakeTimeProvider(Now) };

    public static DateTimeOffset Now { get; } = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static async Task<GrowthBookClient> StartAsync(ClientServices? services = null, Action<GrowthBookOptions>? configure = null)
    {
        var options = new GrowthBookOptions();
        configure?.Invoke(options);
        var client = new GrowthBookClient(options, services ?? Services());
        Assert.True((await client.StartAsync(Timeout.InfiniteTimeSpan)).HasPayload);
        return client;
    }

    /// <summary>The source that <see cref="Services"/> made.</summary>
    public static InMemoryPayloadSource SourceOf(ClientServices services) => (InMemoryPayloadSource)services.Source!;
}

/// <summary>Records the effects that it receives.</summary>
internal sealed class Recording : IEffectHandler, IEffectSink
{
    private readonly Lock _gate = new();
    private readonly List<EffectEvent> _events = [];

    public IReadOnlyList<EffectEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public IReadOnlyList<Effect.ExperimentViewed> Exposures => [.. Events.Select(each => each.Effect).OfType<Effect.ExperimentViewed>()];

    public IReadOnlyList<Effect.FeatureEvaluated> Usages => [.. Events.Select(each => each.Effect).OfType<Effect.FeatureEvaluated>()];

    public IReadOnlyList<Effect.StickyBucketAssigned> Assignments => [.. Events.Select(each => each.Effect).OfType<Effect.StickyBucketAssigned>()];

    public void Handle(EffectEvent effectEvent)
    {
        lock (_gate)
            _events.Add(effectEvent);
    }

    public ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        lock (_gate)
            _events.AddRange(batch);
        return default;
    }
}
