using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using GrowthBook;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serverless;

namespace WebApp.Tests.Serverless;

/// <summary>
/// The function's program against a host with the API of AWS Lambda's runtime. The environment variable <c>GROWTHBOOK_SERVERLESS</c> names a
/// natively compiled program to run instead.
/// </summary>
public sealed class ServerlessTests
{
    [Fact]
    public async Task Each_exposure_is_tracked_before_the_answer_is_out()
    {
        var requests = Enumerable.Range(0, 10).Select(i => $$"""{"id":"u-{{i}}","country":"{{(i % 2 == 0 ? "FR" : "US")}}"}""").ToArray();
        await using var host = await FunctionHost.StartAsync(track: true, requests);
        using var process = host.Start();
        try
        {
            var payload = Payload.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "shipping.json"))).Value;
            var expected = new List<string>();
            foreach (var (request, id) in requests.Select((request, id) => (request, id)))
            {
                var (price, effects) = Evaluator.GetFeatureValue(new Context(payload, Attributes.Parse(request).Value), "shipping-price", 4.90);
                if (id % 2 == 0)
                    expected.Add($"track {((Effect.ExperimentViewed)effects[0]).Result.Key}");
                expected.Add($"{id}/response {new Value.Number(price)}");
            }
            Assert.Equal(expected, await host.ReadAsync(expected.Count));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task An_exposure_that_is_not_tracked_is_an_error_of_the_invocation_and_the_next_one_runs()
    {
        await using var host = await FunctionHost.StartAsync(track: false, """{"id":"u-1","country":"FR"}""", """{"id":"u-1","country":"US"}""");
        using var process = host.Start();
        try
        {
            Assert.Equal(["0/error HttpRequestException", "1/response 4.9"], await host.ReadAsync(2));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private sealed class FunctionHost(WebApplication app, ChannelReader<string> posts) : IAsyncDisposable
    {
        public static async Task<FunctionHost> StartAsync(bool track, params string[] requests)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var posts = Channel.CreateUnbounded<string>();
            var next = -1;
            app.MapGet("/2018-06-01/runtime/invocation/next", async http =>
            {
                if (++next == requests.Length)
                    await Task.Delay(Timeout.Infinite, http.RequestAborted);
                http.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = $"{next}";
                await http.Response.WriteAsync(requests[next]);
            });
            app.MapPost("/2018-06-01/runtime/invocation/{id}/{kind}", async http =>
            {
                var answer = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement;
                var text = answer.TryGetProperty("price", out var price) ? price.GetRawText() : answer.GetProperty("errorType").GetString();
                await posts.Writer.WriteAsync($"{http.Request.RouteValues["id"]}/{http.Request.RouteValues["kind"]} {text}");
            });
            app.MapPost("/track", async http =>
            {
                if (!track)
                {
                    http.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                    return;
                }
                var exposure = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement;
                await posts.Writer.WriteAsync($"track {exposure.GetProperty("result").GetProperty("key").GetString()}");
            });
            await app.StartAsync();
            return new FunctionHost(app, posts.Reader);
        }

        public Process Start()
        {
            var native = Environment.GetEnvironmentVariable("GROWTHBOOK_SERVERLESS");
            var start = native is { Length: > 0 } ? new ProcessStartInfo(native) : new ProcessStartInfo("dotnet", [typeof(Function).Assembly.Location]);
            var address = new Uri(app.Urls.Single());
            start.Environment["AWS_LAMBDA_RUNTIME_API"] = address.Authority;
            start.Environment["TRACKING_URL"] = new Uri(address, "/track").AbsoluteUri;
            return Process.Start(start)!;
        }

        public async Task<string[]> ReadAsync(int count)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var read = new string[count];
            for (var i = 0; i < count; i++)
                read[i] = await posts.ReadAsync(deadline.Token);
            return read;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
