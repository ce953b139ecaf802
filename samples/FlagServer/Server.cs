namespace FlagServer;

/// <summary>Composes the server.</summary>
internal static class Server
{
    /// <summary>Streams included; further connections are closed.</summary>
    private const int MaxConnections = 20_000;

    /// <summary>Monitors and caches ask for the headers alone.</summary>
    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="time">Measures how long bodies take. Default: <c>null</c>, the system time.</param>
    public static WebApplication Build(Settings settings, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // The host logs a failed start with a stack trace; the program shows it as one line.
        var isStarted = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Information && Volatile.Read(ref isStarted));
        builder.Services.AddCors();
        builder.Services.AddSingleton<Refusals>();
        builder.Services.AddSingleton(services => new Connections(settings, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<Connections>());

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref isStarted, true));
        var connections = app.Services.GetRequiredService<Connections>();
        var features = new FeatureEndpoints(connections, settings, app.Lifetime.ApplicationStopping);
        // Client keys are public, and browsers of any site use them.
        app.UseCors(cors => cors.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("ETag", "x-sse-support"));
        app.MapMethods("/api/features/{key}", GetOrHead, features.GetAsync);
        app.MapGet("/sub/{key}", features.StreamAsync);
        app.MapPost("/api/eval/{key}", new EvaluationEndpoint(connections, time ?? TimeProvider.System).EvaluateAsync);
        app.MapMethods("/healthcheck", GetOrHead, http => Answer.WriteAsync(http, connections.AreReady ? 200 : 503, connections.AreReady ? "{\"ok\":true}"u8.ToArray() : "{\"ok\":false}"u8.ToArray()));
        app.MapOfrep(options =>
        {
            options.Client = _ => connections.Only;
            AddApiKeys(options.ApiKeys);
        });
        app.MapGroup("/{clientKey}").MapOfrep(options =>
        {
            options.Client = http => connections.Find(http.Request.RouteValues["clientKey"] as string);
            AddApiKeys(options.ApiKeys);
        });
        return app;

        void AddApiKeys(ICollection<string> keys)
        {
            foreach (var key in settings.ApiKeys)
                keys.Add(key);
        }
    }
}
