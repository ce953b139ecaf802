using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.RateLimiting;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>Requests that are refused, and options that cannot work.</summary>
public sealed class OfrepRequestTests
{
    private static readonly TestFeatures Features = [Feature("flag").On(), Feature("secret").On()];

    public static TheoryData<string?, string> BadBodies => new()
    {
        { "", "PARSE_ERROR" },
        { null, "PARSE_ERROR" },
        { "{", "PARSE_ERROR" },
        { "{} x", "PARSE_ERROR" },
        { "[]", "PARSE_ERROR" },
        { "null", "PARSE_ERROR" },
        { """{"context":null}""", "INVALID_CONTEXT" },
        { """{"context":"u-1"}""", "INVALID_CONTEXT" },
        { """{"context":["u-1"]}""", "INVALID_CONTEXT" },
        { """{"context":1}""", "INVALID_CONTEXT" },
        { """{"context":true}""", "INVALID_CONTEXT" },
        { """{"targetingKey":"u-1","plan":"pro"}""", "INVALID_CONTEXT" },
        { """{"contxt":{"targetingKey":"u-1"}}""", "INVALID_CONTEXT" },
        { """{"context":{"targetingKey":5}}""", "INVALID_CONTEXT" },
        { """{"context":{"targetingKey":null}}""", "INVALID_CONTEXT" },
        { """{"context":{"targetingKey":{}}}""", "INVALID_CONTEXT" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_body_is_refused_with_the_code_and_the_place(string? body, string code)
    {
        await using var site = await StartAsync();
        foreach (var response in new[] { await Caller(site).EvaluateAsync("flag", body), await Caller(site).EvaluateAllAsync(body) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, response.Status);
            Assert.Equal(code, (string?)response.Json["errorCode"]);
            Assert.Contains(code == "PARSE_ERROR" ? "the body is not the JSON" : "; send a ", (string?)response.Json["errorDetails"], StringComparison.Ordinal);
        }
        site.Effects.ShouldBeEmpty();
    }

    /// <summary>Of each code the 1st, 2nd, 4th and so on, because the details have parts of the body.</summary>
    [Fact]
    public async Task Bad_bodies_are_logged_by_their_code()
    {
        await using var site = await StartAsync();
        for (var i = 0; i < 4; i++)
            await Caller(site).EvaluateAsync("flag", $$"""{"member{{i}}":1}""");
        await Caller(site).EvaluateAllAsync("{");
        await Caller(site).EvaluateAsync("flag", "{\"" + new string('x', 5000) + "\":1}");
        var lines = site.Log.GetSnapshot().Where(record => record.Id == 2410).Select(record => record.Message).ToArray();
        const string Form = """but no member `context`; send a body such as {"context":{"targetingKey":"u-1"}}""";
        Assert.Equal(
            [
                $"an OFREP request got status 400: the body has the member `member0` {Form} (1 so far)",
                $"an OFREP request got status 400: the body has the member `member1` {Form} (2 so far)",
                $"an OFREP request got status 400: the body has the member `member3` {Form} (4 so far)",
            ],
            lines[..3]);
        Assert.StartsWith("an OFREP request got status 400: the body is not the JSON of an evaluation request: ", Assert.Single(lines[3..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_the_member_context_is_refused_with_the_form_of_a_body()
    {
        await using var site = await StartAsync();
        Assert.Equal(
            """the body has the member `plan` but no member `context`; send a body such as {"context":{"targetingKey":"u-1"}}""",
            (string?)(await Caller(site).EvaluateAsync("flag", """{"plan":"pro"}""")).Json["errorDetails"]);
        Assert.Equal(HttpStatusCode.OK, (await Caller(site).EvaluateAsync("flag", """{"context":{},"trace":"t-1"}""")).Status);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var body = new ByteArrayContent([.. "{\"context\":{\"a\":\""u8, 0xFF, 0xC0, .. "\"}}"u8]);
        using var response = await browser.PostAsync(OfrepCaller.Flags + "/flag", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        OfrepSchema.AssertIs("evaluationFailure", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("[]", "the body is not the JSON of an evaluation request: it is an array")]
    [InlineData("null", "the body is not the JSON of an evaluation request: it is null")]
    public async Task A_body_of_another_kind_is_refused_with_its_kind(string body, string details)
    {
        await using var site = await StartAsync();
        Assert.Equal(details, (string?)(await Caller(site).EvaluateAsync("flag", body)).Json["errorDetails"]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_body_may_have_the_bytes_of_the_limit(int more, bool isAllowed)
    {
        await using var site = await StartAsync(options => options.MaxRequestBytes = 200);
        var start = """{"context":{"a":"é""";
        var body = start + new string('x', 200 - Encoding.UTF8.GetByteCount(start) - 3 + more) + "\"}}";
        var response = await Caller(site).EvaluateAsync("flag", body);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.Status);
        if (!isAllowed)
            Assert.Equal(("GENERAL", "the body has more than 200 bytes; send fewer attributes"), ((string?)response.Json["errorCode"], (string?)response.Json["errorDetails"]));
    }

    [Fact]
    public async Task A_body_without_a_length_is_read_no_further_than_the_limit()
    {
        await using var site = await StartAsync(options => options.MaxRequestBytes = 1000);
        using var connection = new TcpClient();
        await connection.ConnectAsync(site.Url.Host, site.Url.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {OfrepCaller.Flags} HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{new string('{', 1001)}\r\n"));
        var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)));
        string? line;
        while ((line = await reader.ReadLineAsync()) is { Length: > 0 })
            Assert.NotEqual("Content-Length: 0", line);
        var body = new char[200];
        OfrepSchema.AssertIs("bulkEvaluationFailure", new string(body, 0, await reader.ReadAsync(body)));
    }

    [Fact]
    public async Task A_deep_context_loses_its_deepest_parts_only()
    {
        await using var site = await StartAsync();
        var deep = string.Concat(Enumerable.Repeat("[", 2000)) + string.Concat(Enumerable.Repeat("]", 2000));
        Assert.Equal(HttpStatusCode.OK, (await Caller(site).EvaluateAsync("flag", "{\"context\":{\"a\":" + deep + "}}")).Status);
    }

    [Fact]
    public async Task A_targeting_key_can_be_required()
    {
        await using var site = await StartAsync(options => options.RequiresTargetingKey = true);
        foreach (var body in new[] { "{}", """{"context":{}}""", """{"context":{"id":"u-1"}}""" })
        {
            var response = await Caller(site).EvaluateAllAsync(body);
            Assert.Equal((HttpStatusCode.BadRequest, "TARGETING_KEY_MISSING"), (response.Status, (string?)response.Json["errorCode"]));
        }
        Assert.Equal(HttpStatusCode.OK, (await Caller(site).EvaluateAllAsync("""{"context":{"targetingKey":"u-1"}}""")).Status);
    }

    [Theory]
    [InlineData("deviceId", """{"targetingKey":"1"}""", true)]
    [InlineData("deviceId", """{"targetingKey":"2","deviceId":"1"}""", true)]
    [InlineData("deviceId", """{"targetingKey":"1","deviceId":"2"}""", false)]
    [InlineData("", """{"targetingKey":"1"}""", false)]
    public async Task The_targeting_key_is_an_attribute_of_choice(string attribute, string context, bool isOn)
    {
        TestFeatures features = [Feature("flag").Off().ForceWhen("deviceId", "1", true)];
        await using var site = await Site.StartAsync(features, app => app.MapOfrep(options => options.TargetingKeyAttribute = attribute));
        Assert.Equal(isOn, (bool?)(await Caller(site).EvaluateAsync("flag", "{\"context\":" + context + "}")).Json["value"]);
    }

    [Fact]
    public async Task A_feature_that_a_request_may_not_evaluate_does_not_exist()
    {
        await using var site = await StartAsync(options => options.MayEvaluate = (http, key) => key != "secret" || http.Request.Headers.ContainsKey("X-Internal"));
        Assert.Equal(HttpStatusCode.NotFound, (await Caller(site).EvaluateAsync("secret")).Status);
        site.Effects.ShouldBeEmpty();
        Assert.Equal(["flag"], (await Caller(site).EvaluateAllAsync()).Flags.Keys);
        Assert.Equal(HttpStatusCode.OK, (await Caller(site).EvaluateAsync("secret", "{}", ("X-Internal", "1"))).Status);
        Assert.Equal(["flag", "secret"], (await Caller(site).EvaluateAllAsync("{}", ("X-Internal", "1"))).Flags.Keys);
    }

    [Fact]
    public async Task A_rate_limit_of_the_application_answers_429_with_the_time_to_wait()
    {
        await using var site = await Site.StartAsync(
            Features,
            app =>
            {
                app.UseRateLimiter();
                app.MapOfrep().RequireRateLimiting("ofrep");
            },
            services: builder => builder.Services.AddRateLimiter(limiter =>
            {
                limiter.AddFixedWindowLimiter("ofrep", window => (window.PermitLimit, window.Window) = (1, TimeSpan.FromHours(1)));
                limiter.OnRejected = (rejected, _) =>
                {
                    rejected.HttpContext.Response.StatusCode = 429;
                    rejected.HttpContext.Response.Headers.RetryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? $"{(int)wait.TotalSeconds}" : "1";
                    return ValueTask.CompletedTask;
                };
            }));
        Assert.Equal(HttpStatusCode.OK, (await Caller(site).EvaluateAsync("flag")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Caller(site).EvaluateAsync("flag")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Caller(site).EvaluateAllAsync()).Status);
    }

    [Fact]
    public async Task Another_origin_is_allowed_by_CORS()
    {
        await using var site = await Site.StartAsync(
            Features,
            app =>
            {
                app.UseCors();
                app.MapOfrep().RequireCors(cors => cors.WithOrigins("https://shop.example").AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("ETag"));
            },
            services: builder => builder.Services.AddCors());
        using var browser = site.Browser();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, OfrepCaller.Flags);
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-type,if-none-match,x-api-key");
        using var response = await browser.SendAsync(preflight);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("https://shop.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.OK, (await Caller(site).EvaluateAllAsync("{}", ("Origin", "https://shop.example"))).Status);
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused_with_their_name()
    {
        await using var site = await StartAsync();
        var app = WebApplication.CreateSlimBuilder().Build();
        Assert.Contains("call AddGrowthBook(…)", Assert.Throws<InvalidOperationException>(() => app.MapOfrep()).Message, StringComparison.Ordinal);
        Assert.Contains("MaxRequestBytes: must be from 1 to 16777216, was 0", Fault(options => options.MaxRequestBytes = 0), StringComparison.Ordinal);
        Assert.Contains("was 16777217", Fault(options => options.MaxRequestBytes = (16 * 1024 * 1024) + 1), StringComparison.Ordinal);
        Assert.Contains("ApiKeys: a key is empty", Fault(options => options.ApiKeys.Add(" ")), StringComparison.Ordinal);
        foreach (var key in new[] { "key-1\n", " key-1", "key\t1" })
            Assert.Contains("ApiKeys: a key begins or ends with white space or has a control character", Fault(options => options.ApiKeys.Add(key)), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new OfrepOptions { TargetingKeyAttribute = null! });
        Assert.Throws<ArgumentNullException>(() => GrowthBookOfrepExtensions.MapOfrep(null!));

        string Fault(Action<OfrepOptions> configure) => Assert.Throws<ArgumentException>(() => app.MapOfrep(configure)).Message;
    }

    [Fact]
    public async Task The_client_of_a_request_can_be_chosen_and_be_missing()
    {
        await using var other = await Of(Feature("flag").Returns("other")).ToClientAsync();
        await using var site = await Site.StartAsync(Features, app => app.MapGroup("/{team}").MapOfrep(
            options => options.Client = http => (string?)http.Request.RouteValues["team"] switch
            {
                "shop" => Registered(http),
                "other" => other,
                _ => null,
            }));
        Assert.Equal("other", (string?)(await new OfrepCaller(site.Browser(), "/other").EvaluateAsync("flag")).Json["value"]);
        Assert.True((bool?)(await new OfrepCaller(site.Browser(), "/shop").EvaluateAsync("flag")).Json["value"]);
        Assert.StartsWith("/shop/ofrep/v1/events?since=", (await new OfrepCaller(site.Browser(), "/shop").EvaluateAllAsync()).RequestUri, StringComparison.Ordinal);
        var missing = new OfrepCaller(site.Browser(), "/none");
        Assert.Equal(HttpStatusCode.Unauthorized, (await missing.EvaluateAsync("flag")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await missing.EvaluateAllAsync()).Status);
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/none/ofrep/v1/events")).StatusCode);

        static GrowthBookClient Registered(Microsoft.AspNetCore.Http.HttpContext http) => http.RequestServices.GetRequiredService<GrowthBookClient>();
    }

    private static Task<Site> StartAsync(Action<OfrepOptions>? options = null) => Site.StartAsync(Features, app => app.MapOfrep(options));

    private static OfrepCaller Caller(Site site) => new(site.Browser());
}
