using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace WebApp.Tests;

/// <summary>The sample application in this process, with its own files.</summary>
public sealed class Site : WebApplicationFactory<Program>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growthbook-webapp-");

    private readonly string _environment;

    private readonly FakeLoggerProvider _log = new();

    public Site(string environment = "Development")
    {
        _environment = environment;
        Payload = File.ReadAllText(SamplePayload);
    }

    /// <summary>The sample's payload as it is in the repository.</summary>
    public static string SamplePayload => Path.Combine(AppContext.BaseDirectory, "features.json");

    /// <summary>The text of the payload's file.</summary>
    public string Payload
    {
        get => File.ReadAllText(PayloadFile);
        set => File.WriteAllText(PayloadFile, value);
    }

    /// <summary>The warnings and errors of the libraries.</summary>
    public IEnumerable<string> Warnings => _log.Collector.GetSnapshot()
        .Where(record => record.Level >= LogLevel.Warning && record.Category!.StartsWith("GrowthBook", StringComparison.Ordinal))
        .Select(record => $"{record.Id.Id} {record.Message}");

    private string PayloadFile => Path.Combine(_folder.FullName, "features.json");

    private string ExposureFile => Path.Combine(_folder.FullName, "exposures.jsonl");

    /// <summary>A new browser: follows no redirect, keeps cookies.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>Stops the application, which writes queued exposures, and reads them.</summary>
    public async Task<JsonElement[]> StopAndReadExposuresAsync()
    {
        await base.DisposeAsync();
        return File.Exists(ExposureFile)
            ? [.. File.ReadAllLines(ExposureFile).Select(line => JsonDocument.Parse(line).RootElement)]
            : [];
    }

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var end = DateTime.UtcNow + Deadline;
        while (!await condition())
        {
            if (DateTime.UtcNow > end)
                Assert.Fail($"not reached within {Deadline.TotalSeconds} s: {what}");
            await Task.Delay(50);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_folder.Exists)
            _folder.Delete(recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment(_environment)
        .ConfigureLogging(logging => logging.AddProvider(_log))
        .UseSetting("GrowthBook:PayloadFile", PayloadFile)
        .UseSetting("ExposureFile", ExposureFile);
}
