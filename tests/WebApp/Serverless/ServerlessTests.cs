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
    public async Task An_exposure_that_is_not_tracked_is_logged_and_the_user_gets_the_answer()
    {
        await using var host = await FunctionHost.StartAsync(track: false, """{"id":"u-1","country":"FR"}""", """{"id":"u-2","country":"FR"}""", """{"id":"u-1","country":"US"}""");
        var log = await host.LogAsync(3, AreAnswers);
        Assert.Equal(2, log.Length);
        Assert.Matches(@"^exposure of \S+ is lost \(1 so far\): .*503", log[0]);
        Assert.Matches(@"^exposure of \S+ is lost \(2 so far\): .*503", log[1]);
    }

    [Theory]
    [InlineData("http://localhost:1/track", ": .*refused")]
    [InlineData("/hang", ": no answer within 1 s$")]
    public async Task A_tracking_server_that_is_away_or_hangs_does_not_cost_the_answer(string address, string reason)
    {
        await using var host = await FunctionHost.StartAsync(track: true, """{"id":"u-1","country":"FR"}""");
        host.Tracker = address;
        Assert.Matches(@"^exposure of \S+ is lost \(1 so far\)" + reason, Assert.Single(await host.LogAsync(1, AreAnswers)));
    }

    [Fact]
    public async Task A_warning_of_requests_is_logged_without_their_text()
    {
        await using var host = await FunctionHost.StartAsync(track: true, [.. Enumerable.Repeat("""{"id":12345678901234567,"country":"US"}""", 11)]);
        var log = await host.LogAsync(11, AreAnswers);
        const string Line = "a request has an integer beyond 2^53, which loses digits; the caller must send it as a string";
        Assert.Equal([$"{Line} (1 so far)", $"{Line} (10 so far)"], log);
    }

    [Fact]
    public async Task A_body_that_is_refused_is_in_no_log_and_anonymous_callers_do_not_fill_it()
    {
        const string Body = """{"secret-name":{"b":secret-value}}""";
        var request = new Value.Object { ["requestContext"] = new Value.Object(), ["body"] = Body, ["isBase64Encoded"] = false }.ToString();
        await using var host = await FunctionHost.StartAsync(track: true, [.. Enumerable.Repeat(request, 100), Body]);
        var log = await host.LogAsync(101, answers =>
        {
            Assert.All(answers[..100], answer => Assert.Contains("/response 400 ", answer, StringComparison.Ordinal));
            Assert.All(answers, answer => Assert.DoesNotContain("secret-value", answer, StringComparison.Ordinal));
            Assert.EndsWith("""{"error":"the request is not a JSON object with the attributes of a user (at $.secret-name)"}""", answers[0], StringComparison.Ordinal);
        });
        const string Refused = "the request is not a JSON object with the attributes of a user";
        Assert.Equal([$"answered 400: {Refused} (1 so far)", $"answered 400: {Refused} (10 so far)", $"answered 400: {Refused} (100 so far)", $"invocation 100 failed: {Refused}"], log);
    }

    private static void AreAnswers(string[] posts) => Assert.All(posts, post => Assert.Contains("/response ", post, StringComparison.Ordinal));

    [Fact]
    public async Task A_request_without_attributes_is_a_bad_request_and_the_log_names_its_fault()
    {
        string[] requests = ["not json", "[]", "", "null", "7", """{"id":""", """{"id":"u-1","country":"US"}"""];
        await using var host = await FunctionHost.StartAsync(track: true, requests);
        var log = await host.LogAsync(requests.Length, requests => Assert.Equal(
            [.. Enumerable.Range(0, 6).Select(id => $"{id}/error BadRequestException"), "6/response 4.9"], requests));
        Assert.Equal(6, log.Length);
        Assert.All(log, line => Assert.Matches("^invocation [0-5] failed: the request is not a JSON object with the attributes of a user$", line));
    }

    /// <summary>Events of API Gateway (1.0, 2.0) and of a function URL (2.0), shortened.</summary>
    public static TheoryData<string> GatewayEvents =>
    [
        """{"version":"1.0","resource":"/price","path":"/price","httpMethod":"POST","headers":{"content-type":"application/json"},"queryStringParameters":null,"requestContext":{"httpMethod":"POST","stage":"prod","requestTimeEpoch":1583798639428},"body":BODY,"isBase64Encoded":ENCODED}""",
        """{"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"","headers":{"content-type":"application/json"},"requestContext":{"http":{"method":"POST","path":"/"},"stage":"$default","timeEpoch":1583348638390},"body":BODY,"isBase64Encoded":ENCODED}""",
    ];

    [Theory]
    [MemberData(nameof(GatewayEvents))]
    public async Task An_event_of_a_gateway_has_the_attributes_in_its_body_and_gets_an_answer_of_its_form(string envelope)
    {
        const string Attributes = """{"id":"u-1","country":"US","city":"Zürich"}""";
        string[] requests =
        [
            Event(Attributes, false), Event(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Attributes)), true),
            Event("{\"id\":", false), Event("=", true), Event(null, false), Attributes,
            Event(Convert.ToBase64String(System.Text.Encoding.Latin1.GetBytes(Attributes)), true),
        ];
        await using var host = await FunctionHost.StartAsync(track: true, requests);
        var log = await host.LogAsync(requests.Length, answers =>
        {
            Assert.Equal(["""0/response 200 application/json {"price":4.9}""", """1/response 200 application/json {"price":4.9}"""], answers[..2]);
            Assert.StartsWith("""2/response 400 application/json {"error":"the request is not a JSON object with the attributes of a user (at $""", answers[2], StringComparison.Ordinal);
            Assert.Equal("""3/response 400 application/json {"error":"the body is not base64, although isBase64Encoded is true (at $.body)"}""", answers[3]);
            Assert.StartsWith("4/response 400 ", answers[4], StringComparison.Ordinal);
            Assert.Equal("5/response 4.9", answers[5]);
            Assert.Equal("""6/response 400 application/json {"error":"the body is not UTF-8, such as text in Latin-1 (at $.body)"}""", answers[6]);
        });
        Assert.Equal(["answered 400: the request is not a JSON object with the attributes of a user (1 so far)"], log);

        string Event(string? body, bool isEncoded) => envelope
            .Replace("BODY", JsonSerializer.Serialize(body), StringComparison.Ordinal)
            .Replace("ENCODED", isEncoded ? "true" : "false", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_without_a_body_is_a_bad_request()
    {
        await using var host = await FunctionHost.StartAsync(track: true, """{"version":"2.0","requestContext":{"http":{"method":"GET"}},"isBase64Encoded":false}""");
        await host.LogAsync(1, answers => Assert.StartsWith("0/response 400 ", answers[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_address_for_exposures_users_of_the_experiment_get_their_price()
    {
        await using var host = await FunctionHost.StartAsync(track: true, """{"id":"u-0","country":"FR"}""", """{"id":"u-1","country":"FR"}""");
        host.Tracker = "";
        var log = await host.LogAsync(2, answers => Assert.All(answers, answer => Assert.Contains("/response ", answer, StringComparison.Ordinal)));
        Assert.Equal(["TRACKING_URL is not set; exposures are not reported"], log);
    }

    [Fact]
    public async Task Faults_of_the_payload_are_logged()
    {
        await using var host = await FunctionHost.StartAsync(track: true, """{"id":"u-1","country":"FR"}""");
        host.Payload = """{"features":{"shipping-price":{"defaultValue":3.9,"rules":7}}}""";
        var log = await host.LogAsync(1, answers => Assert.Equal(["0/response 3.9"], answers));
        Assert.StartsWith("shipping.json: error at $.features.shipping-price.rules: ", Assert.Single(log), StringComparison.Ordinal);
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
                var text = answer.TryGetProperty("price", out var price) ? price.GetRawText()
                    : answer.TryGetProperty("statusCode", out var status) ? $"{status} {answer.GetProperty("headers").GetProperty("content-type")} {answer.GetProperty("body")}"
                    : answer.GetProperty("errorType").GetString();
                await posts.Writer.WriteAsync($"{http.Request.RouteValues["id"]}/{http.Request.RouteValues["kind"]} {text}");
            });
            app.MapPost("/hang", static http => Task.Delay(Timeout.Infinite, http.RequestAborted));
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

        /// <summary>The address for exposures; a path is of this host.</summary>
        public string Tracker { get; set; } = "/track";

        /// <summary>The payload in the place of the sample's.</summary>
        public string? Payload { get; set; }

        public Process Start() => Start(ProgramPath);

        /// <summary>Checks the first posts of the program, and returns the lines of its log.</summary>
        public async Task<string[]> LogAsync(int count, Action<string[]> check)
        {
            using var folder = Payload is null ? null : new ProgramFolder(ProgramPath, Payload);
            using var process = Start(folder?.ProgramPath ?? ProgramPath);
            var log = process.StandardError.ReadToEndAsync();
            try
            {
                check(await ReadAsync(count));
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
            return (await log).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        }

        private static string ProgramPath => Environment.GetEnvironmentVariable("GROWTHBOOK_SERVERLESS") is { Length: > 0 } native
            ? native
            : typeof(Function).Assembly.Location;

        private Process Start(string program)
        {
            var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program]) : new ProcessStartInfo(program);
            start.RedirectStandardError = true;
            var address = new Uri(app.Urls.Single());
            start.Environment["AWS_LAMBDA_RUNTIME_API"] = address.Authority;
            start.Environment["TRACKING_URL"] = Tracker.StartsWith('/') ? new Uri(address, Tracker).AbsoluteUri : Tracker;
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
