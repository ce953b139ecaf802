using System.Text;
using BenchmarkDotNet.Attributes;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.Benchmarks;

/// <summary>A pipeline of requests without the middleware, with it, and with an endpoint that reads one flag.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _without;
    private readonly RequestDelegate _unread;
    private readonly RequestDelegate _read;
    private readonly HttpContext _routed;

    public RequestBenchmarks()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(new InMemoryPayloadSource(Encoding.UTF8.GetString(Workload.Current.PayloadJson)))
            .AddAspNetCore(options => options.Attributes.AddHeader("country"));
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<GrowthBookClient>().StartAsync().GetAwaiter().GetResult();
        var feature = Payload.Parse(Workload.Current.PayloadJson).Value.FeatureKeys.First();
        _without = Pipeline(null, static _ => Task.CompletedTask);
        _unread = Pipeline(static app => app.UseGrowthBook(), static _ => Task.CompletedTask);
        _read = Pipeline(static app => app.UseGrowthBook(), async http => (await http.GetGrowthBookUserAsync()).EvalFeature(feature));
        _routed = Request();
        _routed.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new object()), "home"));
    }

    [Benchmark(Baseline = true)]
    public Task Without() => _without(Request());

    [Benchmark]
    public Task NoFlag() => _unread(Request());

    [Benchmark]
    public Task OneFlag() => _read(Request());

    /// <summary>The pipeline alone: making an <see cref="HttpContext"/> takes more time than the middleware.</summary>
    [Benchmark]
    public Task WithoutAlone() => _without(_routed);

    [Benchmark]
    public Task NoFlagAlone() => _unread(_routed);

    private RequestDelegate Pipeline(Action<IApplicationBuilder>? use, RequestDelegate endpoint)
    {
        var app = new ApplicationBuilder(_services);
        use?.Invoke(app);
        app.Run(endpoint);
        return app.Build();
    }

    private DefaultHttpContext Request()
    {
        var http = new DefaultHttpContext { RequestServices = _services };
        (http.Request.Scheme, http.Request.Path, http.Request.Host) = ("https", "/home", new HostString("shop.example"));
        http.Request.Headers.Cookie = "gbuuid=0a0b0c0d-0001-4002-8003-000000000004";
        http.Request.Headers["country"] = "CH";
        return http;
    }
}
