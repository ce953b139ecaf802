using System.Collections.Frozen;
using GrowthBook.Client;

namespace FlagServer;

/// <summary>The clients by their keys. They start and stop with the server.</summary>
internal sealed class Connections : IHostedService, IAsyncDisposable
{
    private const int StoredUsers = 100_000;

    private readonly FrozenDictionary<string, GrowthBookClient> _byKey;

    public Connections(Settings settings, ILoggerFactory loggers)
    {
        var sticky = new InMemoryStickyBucketStore(StoredUsers);
        _byKey = SourcesOf(settings).ToFrozenDictionary(source => source.Key, source => Create(source.Key, source.Options, sticky, loggers), StringComparer.Ordinal);
        AnyKey = settings.PayloadFile is not null && settings.ClientKeys.Length == 0 ? _byKey.Values.Single() : null;
    }

    /// <summary>The client of all keys; <c>null</c> if each key has its own.</summary>
    public GrowthBookClient? AnyKey { get; }

    /// <summary>The only client; <c>null</c> if there are several.</summary>
    public GrowthBookClient? Only => _byKey.Count == 1 ? _byKey.Values[0] : null;

    /// <summary>Whether every client has a payload.</summary>
    public bool AreReady => _byKey.Values.All(client => client.Current is not null);

    /// <summary>The client of a key; <c>null</c> for an unknown key.</summary>
    public GrowthBookClient? Find(string? key) => AnyKey ?? (key is not null && _byKey.TryGetValue(key, out var client) ? client : null);

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_byKey.Values.Select(client => client.StartAsync(TimeSpan.FromSeconds(10), cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _byKey.Values)
            await client.DisposeAsync();
    }

    private static IEnumerable<(string Key, GrowthBookOptions Options)> SourcesOf(Settings settings)
    {
        if (settings.Folder is { } folder)
            return Directory.GetFiles(folder, "*.json").Select(file => (Path.GetFileNameWithoutExtension(file), File(file, settings)));
        if (settings.Upstream is { } upstream)
            return settings.ClientKeys.Distinct(StringComparer.Ordinal).Select(key => (key, Upstream(upstream, key, settings)));
        var keys = settings.ClientKeys.Length == 0 ? [""] : settings.ClientKeys.Distinct(StringComparer.Ordinal);
        return keys.Select(key => (key, File(settings.PayloadFile!, settings)));
    }

    private static GrowthBookOptions File(string file, Settings settings) =>
        new() { PayloadFile = file, DecryptionKey = settings.DecryptionKey, KeepsPayloadText = true };

    private static GrowthBookOptions Upstream(string url, string key, Settings settings) => new()
    {
        ApiHost = url,
        ClientKey = key,
        UpdateMode = PayloadUpdateMode.Streaming,
        CacheDirectory = settings.Cache,
        DecryptionKey = settings.DecryptionKey,
        KeepsPayloadText = true,
    };

    /// <summary>The name ends the categories of the log: the files of a folder have the same faults.</summary>
    private static GrowthBookClient Create(string key, GrowthBookOptions options, IStickyBucketStore sticky, ILoggerFactory loggers) =>
        new(options, new ClientServices { Name = key, StickyBuckets = sticky, LoggerFactory = loggers });
}
