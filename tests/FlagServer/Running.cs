using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace FlagServer.Tests;

/// <summary>A server of a payload in a file, at a free port.</summary>
internal sealed class Running : IAsyncDisposable
{
    public const string Payload = """
        {
          // as people write it
          "features": {
            "plan": { "defaultValue": "free", "rules": [{ "condition": { "plan": "pro" }, "force": "paid" }] },
            "exp": { "defaultValue": "none", "rules": [{ "key": "exp", "variations": ["a", "b"], "weights": [0, 1], "hashAttribute": "id", "meta": [{ "key": "0" }, { "key": "1" }] }] },
          },
          "experiments": [{ "key": "page", "changeId": "c-1", "variations": [{}, { "css": "body{}" }], "weights": [0, 1], "hashAttribute": "id",
            "urlPatterns": [{ "include": true, "type": "simple", "pattern": "*" }], "condition": { "plan": "pro" } }],
          "savedGroups": { "staff": ["u-9"] },
          "dateUpdated": "2026-01-02T03:04:05.000Z"
        }
        """;

    /// <summary>The rule for <c>plan</c> encrypted by openssl.</summary>
    public const string Encrypted = """{"features":{},"encryptedFeatures":"EBESExQVFhcYGRobHB0eHw==.puI+NjeyHV5cHGUFh5a8Id0QBccrnKbXurLzXo0ooZFxdWbM4+FTWt9xAsA2YBg8AEUsk5/XUhwRyfUqCCYCUnALF4VRL/ahLGEEl+50legvaAtKmHbOGo93RKdD6LKV"}""";
    public const string DecryptionKey = "AAECAwQFBgcICQoLDA0ODw==";

    private readonly WebApplication _app;
    private readonly DirectoryInfo? _folder;

    private readonly FakeLogCollector _log;

    private Running(WebApplication app, DirectoryInfo? folder, FakeLogCollector log) => (_app, _folder, _log) = (app, folder, log);

    /// <summary>The log lines of refused requests.</summary>
    public IReadOnlyList<string> Refusals => [.. _log.GetSnapshot().Where(record => record.Category == typeof(FlagServer.Refusals).FullName).Select(record => record.Message)];

    /// <summary>The log lines from a level on.</summary>
    public IReadOnlyList<FakeLogRecord> LogOf(LogLevel level) => [.. _log.GetSnapshot().Where(record => record.Level >= level)];

    public string Url => _app.Urls.Single();

    public HttpClient Browser => field ??= new HttpClient { BaseAddress = new Uri(Url) };

    /// <summary>The payload's file; a change of it is in use one second later.</summary>
    public string File => Path.Combine(_folder!.FullName, "sdk-one.json");

    public static Task<Running> StartAsync(Func<Settings, Settings>? change = null, string payload = Payload, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("growthbook-flag-server-");
        var file = Path.Combine(folder.FullName, "sdk-one.json");
        System.IO.File.WriteAllText(file, payload);
        var settings = new Settings { Urls = ["http://127.0.0.1:0"], PayloadFile = file };
        return StartAsync(change?.Invoke(settings) ?? settings, folder, time);
    }

    /// <summary>A server in front of another one.</summary>
    public static Task<Running> StartUpstreamAsync(string url, Func<Settings, Settings>? change = null)
    {
        var settings = new Settings { Urls = ["http://127.0.0.1:0"], Upstream = url, ClientKeys = ["sdk-one"] };
        return StartAsync(change?.Invoke(settings) ?? settings, null);
    }

    /// <summary>Publishes a changed payload, with a date of its own: the JavaScript SDK ignores one with the date that it has.</summary>
    public void Replace(string before, string after)
    {
        var text = System.IO.File.ReadAllText(File).Replace(before, after, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, Regex.Replace(text, "(?<=\"dateUpdated\": \")[^\"]*", DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)));
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body) => Browser.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>A started client of this library at the server.</summary>
    public async Task<GrowthBookClient> ClientAsync(Action<GrowthBookOptions> configure)
    {
        var options = new GrowthBookOptions { ApiHost = Url, ClientKey = "sdk-one" };
        configure(options);
        var client = new GrowthBookClient(options);
        await client.StartAsync();
        return client;
    }

    public static string PlanOf(IGrowthBookUser user) => user.GetFeatureValue("plan", "code");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static async Task<Running> StartAsync(Settings settings, DirectoryInfo? folder, TimeProvider? time = null)
    {
        var log = new FakeLogCollector();
        var app = Server.Build(settings, time);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(new FakeLoggerProvider(log));
        await app.StartAsync();
        return new Running(app, folder, log);
    }
}
