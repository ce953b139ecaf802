using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GrowthBook;
using GrowthBook.Client;
using GrowthBook.Client.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FlagServer.Tests;

/// <summary>The endpoints in the form of GrowthBook's server.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task Features_are_the_payload_with_the_headers_that_SDKs_honour()
    {
        await using var server = await Running.StartAsync(settings => settings with { MaxAge = TimeSpan.FromSeconds(30) });
        using var response = await server.Browser.GetAsync("/api/features/sdk-any");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("enabled", response.Headers.GetValues("x-sse-support").Single());
        Assert.Equal("public, max-age=30, stale-while-revalidate=3600, stale-if-error=36000", response.Headers.GetValues("Cache-Control").Single());
        var (payload, errors) = Payload.Parse(await response.Content.ReadAsStringAsync());
        Assert.Empty(errors);
        Assert.Equal(["plan", "exp"], payload.FeatureKeys);

        var tag = response.Headers.ETag!.ToString();
        foreach (var known in new[] { tag, tag[2..], "\"a\", " + tag, "*" })
        {
            using var again = new HttpRequestMessage(HttpMethod.Get, "/api/features/sdk-any");
            again.Headers.TryAddWithoutValidation("If-None-Match", known);
            using var unchanged = await server.Browser.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
    }

    [Fact]
    public async Task Browsers_of_other_sites_read_the_answers()
    {
        await using var server = await Running.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/features/sdk-one") { Headers = { { "Origin", "https://shop.example" } } };
        using var response = await server.Browser.SendAsync(request);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("ETag,x-sse-support", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Fact]
    public async Task An_evaluation_has_values_exposures_and_page_experiments_without_rules()
    {
        await using var server = await Running.StartAsync();
        using var response = await server.PostAsync("/api/eval/sdk-one", """{"attributes":{"id":"u-1","plan":"pro"},"forcedVariations":{},"forcedFeatures":[],"url":"https://shop.example/"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("""{"defaultValue":"paid"}""", json["features"]!["plan"]!.ToJsonString());
        var rule = json["features"]!["exp"]!["rules"]![0]!;
        Assert.Equal(("b", "exp", 1), ((string?)rule["force"], (string?)rule["tracks"]![0]!["experiment"]!["key"], (int?)rule["tracks"]![0]!["result"]!["variationId"]));
        Assert.Equal("""[{},{"css":"body{}"}]""", json["experiments"]![0]!["variations"]!.ToJsonString());
        Assert.Equal("2026-01-02T03:04:05.000Z", (string?)json["dateUpdated"]);
        Assert.DoesNotContain("condition", json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("u-9", json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_has_what_the_request_forces()
    {
        await using var server = await Running.StartAsync();
        using var response = await server.PostAsync("/api/eval/sdk-one", """{"attributes":{"id":"u-1"},"forcedVariations":{"exp":0},"forcedFeatures":[["plan",{"a":1}]]}""");
        var features = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["features"]!;
        Assert.Equal("""{"defaultValue":{"a":1}}""", features["plan"]!.ToJsonString());
        Assert.Equal("""{"defaultValue":"a"}""", features["exp"]!.ToJsonString());
    }

    [Fact]
    public async Task A_user_keeps_the_variation_when_weights_change()
    {
        await using var server = await Running.StartAsync();
        using var first = await server.PostAsync("/api/eval/sdk-one", """{"attributes":{"id":"u-1"}}""");
        server.Replace("[0, 1]", "[1, 0]");
        var (other, attempt) = ("", 0);
        for (; !other.Contains("\"force\":\"a\"", StringComparison.Ordinal) && attempt < 2000; await Task.Delay(20))
            other = await EvaluateAsync($"new-{++attempt}"); // a user who was there before the change keeps the variation
        Assert.Contains("\"force\":\"b\"", await EvaluateAsync("u-1"), StringComparison.Ordinal);

        async Task<string> EvaluateAsync(string id)
        {
            using var response = await server.PostAsync("/api/eval/sdk-one", "{\"attributes\":{\"id\":\"" + id + "\"}}");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["features"]!["exp"]!.ToJsonString();
        }
    }

    public static TheoryData<string, string> BadBodies => new()
    {
        { "", "the body is no JSON object" },
        { "[]", "the body is no JSON object: it is an array" },
        { " null", "the body is no JSON object: it is null" },
        { "{", "the body is no JSON object: not JSON: the text ends within a value; it was cut off" },
        { """{"attributes":1}""", "attributes is no object" },
        { """{"forcedVariations":[]}""", "forcedVariations is no object" },
        { """{"forcedVariations":{"exp":"0"}}""", "forcedVariations has a value that is no integer" },
        { """{"forcedVariations":{"exp":0.5}}""", "forcedVariations has a value that is no integer" },
        { """{"url":{}}""", "url is no string" },
        { """{"attribute":{"id":"u-1"}}""", "the body has a member that no request has; did you mean attributes?" },
        { """{"attributes":{},"forcedVariation":{"exp":0}}""", "the body has a member that no request has; did you mean forcedVariations?" },
        { """{"forcedFeatures":{}}""", "forcedFeatures is no array of [key, value]" },
        { """{"forcedFeatures":[["a"]]}""", "forcedFeatures has an element that is no [key, value]" },
        { """{"forcedFeatures":[[1,2]]}""", "forcedFeatures has an element that is no [key, value]" },
        { "{\"attributes\":{" + string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"a{i}\":1")) + "}}", "attributes has more than 1000 keys" },
        { "{\"forcedFeatures\":[" + string.Join(',', Enumerable.Repeat("[\"a\",1]", 1001)) + "]}", "forcedFeatures has more than 1000 keys" },
        { "{\"a\":\"" + new string('x', 2 * 1024 * 1024) + "\"}", "the body has more than 2097152 bytes" },
    };

    /// <summary>As GrowthBook's proxy does, which ignores other members too.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"attributes":null,"forcedVariations":null,"forcedFeatures":null,"url":null}""")]
    [InlineData("""{"attributes":{},"later":[1]}""")]
    public async Task A_request_without_attributes_evaluates_for_a_user_without_attributes(string body)
    {
        await using var server = await Running.StartAsync();
        using var response = await server.PostAsync("/api/eval/sdk-one", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("""{"plan":{"defaultValue":"free"},"exp":{"defaultValue":"none"}}""", answer["features"]!.ToJsonString());
        Assert.Empty(answer["experiments"]!.AsArray());
    }

    /// <summary>Users whose names differ in such a byte would have one identifier.</summary>
    [Theory]
    [InlineData("/api/eval/sdk-one")]
    [InlineData("/ofrep/v1/evaluate/flags")]
    [InlineData("/ofrep/v1/evaluate/flags/plan")]
    public async Task A_body_in_Latin1_or_compressed_is_refused(string path)
    {
        await using var server = await Running.StartAsync();
        var json = path.StartsWith("/api", StringComparison.Ordinal) ? """{"attributes":{"id":"café"}}""" : """{"context":{"targetingKey":"café"}}""";
        Assert.Equal((HttpStatusCode.OK, false), await PostAsync(Encoding.UTF8.GetBytes(json), "the body is no", null));
        Assert.Equal((HttpStatusCode.BadRequest, true), await PostAsync(Encoding.Latin1.GetBytes(json), ": it is not UTF-8, such as text in Latin-1; send UTF-8", null));
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(json));
        Assert.Equal((HttpStatusCode.BadRequest, true), await PostAsync(compressed.ToArray(), ": it is compressed; send it without compression", "gzip"));
        Assert.Equal((HttpStatusCode.BadRequest, true), await PostAsync(compressed.ToArray(), ": it is compressed; send it without compression", null));
        Assert.Equal((HttpStatusCode.BadRequest, true), await PostAsync([0x0B, 0x02, 0x80], ": it is compressed; send it without compression", "br"));

        async Task<(HttpStatusCode Status, bool IsNamed)> PostAsync(byte[] body, string reason, string? encoding)
        {
            using var content = new ByteArrayContent(body);
            if (encoding is not null)
                content.Headers.ContentEncoding.Add(encoding);
            using var response = await server.Browser.PostAsync(path, content);
            return (response.StatusCode, (await response.Content.ReadAsStringAsync()).Contains(reason, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/healthcheck")]
    [InlineData("/api/features/sdk-one")]
    public async Task A_monitor_can_ask_for_the_headers_alone(string path)
    {
        await using var server = await Running.StartAsync();
        using var whole = await server.Browser.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await server.Browser.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal((whole.Content.Headers.ContentLength, whole.Headers.ETag), (response.Content.Headers.ContentLength, response.Headers.ETag));
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_request_of_an_evaluation_is_refused_with_the_reason(string body, string reason)
    {
        await using var server = await Running.StartAsync();
        using var response = await server.PostAsync("/api/eval/sdk-one", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("{\"status\":400,\"error\":\"" + reason, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_are_logged_with_the_route_and_the_reason()
    {
        await using var server = await Running.StartAsync(settings => settings with { ClientKeys = ["sdk-one"], OnlyEvaluates = true });
        for (var i = 0; i < 3; i++)
            (await server.Browser.GetAsync("/api/features/sdk%0Atwo")).Dispose();
        using var features = await server.Browser.GetAsync("/api/features/sdk-one");
        Assert.Equal(
            [
                "a request of /api/features/{key} got status 400: unknown client key (1 so far)",
                "a request of /api/features/{key} got status 400: unknown client key (2 so far)",
                "a request of /api/features/{key} got status 400: this server evaluates remotely; set remoteEval in the SDK (1 so far)",
            ],
            server.Refusals);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unknown_key_is_refused_for_good(bool onlyEvaluates)
    {
        await using var server = await Running.StartAsync(settings => settings with { ClientKeys = ["sdk-one"], OnlyEvaluates = onlyEvaluates });
        foreach (var response in new[]
        {
            await server.Browser.GetAsync("/api/features/sdk-two"), await server.Browser.GetAsync("/sub/sdk-two"), await server.PostAsync("/api/eval/sdk-two", "{}"),
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("1", response.Headers.GetValues("x-unrecoverable").Single());
            Assert.Equal("""{"status":400,"error":"unknown client key"}""", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Files_of_a_folder_with_the_same_fault_are_named_by_their_keys()
    {
        await using var server = await Running.StartAsync(settings =>
        {
            var folder = Path.GetDirectoryName(settings.PayloadFile)!;
            foreach (var key in new[] { "sdk-two", "sdk-three" })
                File.WriteAllText(Path.Combine(folder, key + ".json"), """{"features":{"two":{"defaultValu":2}}}""");
            return settings with { PayloadFile = null, Folder = folder };
        });
        var faults = server.LogOf(LogLevel.Warning);
        Assert.Contains(faults, record => record.Category == "GrowthBook.Payloads.sdk-two");
        Assert.Contains(faults, record => record.Category == "GrowthBook.Payloads.sdk-three");
        Assert.DoesNotContain(faults, record => record.Category == "GrowthBook.Payloads.sdk-one");
        foreach (var key in new[] { "sdk-two", "sdk-three" })
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(server.File)!, key + ".json"), "{");
        await Eventually.TrueAsync(
            () => server.LogOf(LogLevel.Warning).Count(record => !faults.Contains(record) && record.Category!.StartsWith("GrowthBook.Payloads.sdk-t", StringComparison.Ordinal)) >= 2, "both malformed files are named");
    }

    [Fact]
    public async Task A_folder_has_a_payload_per_key()
    {
        await using var server = await Running.StartAsync(settings =>
        {
            var folder = Path.GetDirectoryName(settings.PayloadFile)!;
            File.WriteAllText(Path.Combine(folder, "sdk-two.json"), """{"features":{"two":{"defaultValue":2}}}""");
            return settings with { PayloadFile = null, Folder = folder };
        });
        Assert.Contains("\"plan\"", await server.Browser.GetStringAsync("/api/features/sdk-one"), StringComparison.Ordinal);
        Assert.Equal("""{"features":{"two":{"defaultValue":2}}}""", await server.Browser.GetStringAsync("/api/features/sdk-two"));
        using var ofrep = await server.PostAsync("/sdk-two/ofrep/v1/evaluate/flags/two", "{}");
        Assert.Contains("\"value\":2", await ofrep.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var ambiguous = await server.PostAsync("/ofrep/v1/evaluate/flags/two", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, ambiguous.StatusCode);
    }

    [Fact]
    public async Task An_encrypted_payload_is_served_as_it_came_and_evaluated_with_its_key()
    {
        await using var server = await Running.StartAsync(settings => settings with { DecryptionKey = Running.DecryptionKey }, Running.Encrypted);
        Assert.Equal(Running.Encrypted, await server.Browser.GetStringAsync("/api/features/sdk-one"));
        using var evaluated = await server.PostAsync("/api/eval/sdk-one", """{"attributes":{"plan":"pro"}}""");
        Assert.Equal("paid", (string?)JsonNode.Parse(await evaluated.Content.ReadAsStringAsync())!["features"]!["plan"]!["defaultValue"]);
        await using var client = await server.ClientAsync(options => options.DecryptionKey = Running.DecryptionKey);
        Assert.Equal("free", Running.PlanOf(client.User(Attributes.Empty)));
    }

    [Fact]
    public async Task OFREP_can_need_a_key()
    {
        await using var server = await Running.StartAsync(settings => settings with { ApiKeys = ["secret"] });
        using var refused = await server.PostAsync("/ofrep/v1/evaluate/flags", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        server.Browser.DefaultRequestHeaders.Add("X-API-Key", "secret");
        using var allowed = await server.PostAsync("/ofrep/v1/evaluate/flags", """{"context":{"plan":"pro"}}""");
        Assert.Contains("\"value\":\"paid\"", await allowed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payloads_can_stay_on_the_server()
    {
        await using var server = await Running.StartAsync(settings => settings with { OnlyEvaluates = true });
        using var features = await server.Browser.GetAsync("/api/features/sdk-one");
        Assert.Equal(HttpStatusCode.BadRequest, features.StatusCode);
        using var stream = new StreamReader(await server.Browser.GetStreamAsync("/sub/sdk-one"));
        Assert.Equal("retry: 10000", await stream.ReadLineAsync());
        server.Replace("paid", "gold");
        var lines = new List<string?>();
        while (lines is not [.., "event: features-updated", "data: "])
            lines.Add(await stream.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.DoesNotContain(lines, line => line!.Contains("gold", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_payload_it_is_not_healthy_and_says_so()
    {
        await using var server = await Running.StartUpstreamAsync("http://127.0.0.1:9");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Browser.GetAsync("/healthcheck")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Browser.GetAsync("/api/features/sdk-one")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("/api/eval/sdk-one", "{}")).StatusCode);
        await using var healthy = await Running.StartAsync();
        Assert.Equal("""{"ok":true}""", await healthy.Browser.GetStringAsync("/healthcheck"));
    }

    /// <summary>Counted are the bytes of a second stream's event: it has none of its own.</summary>
    [Fact]
    public async Task All_requests_and_streams_share_the_bytes_of_a_payload()
    {
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { KeepsPayloadText = true }, new ClientServices { Source = new InMemoryPayloadSource("{\n\"features\":{}\r\n}") });
        await client.StartAsync(TimeSpan.FromSeconds(10));
        var snapshot = client.Current!;
        Assert.Equal("{ \"features\":{}  }", Encoding.UTF8.GetString(PayloadLine.Of(snapshot).Span));
        Assert.True(PayloadLine.Of(snapshot).Equals(PayloadLine.Of(snapshot)));
    }

    /// <summary>A caller that sends slowly holds the bytes that it has sent.</summary>
    [Fact]
    public async Task Few_large_bodies_are_read_at_once()
    {
        await using var server = await Running.StartAsync();
        var large = "{\"a\":\"" + new string('x', EvaluationBody.SmallBytes) + "\"}";
        var slow = new List<Socket>();
        for (var i = 0; i < EvaluationBody.MaxLarge; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            slow.Add(socket);
            await socket.ConnectAsync("127.0.0.1", new Uri(server.Url).Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes("POST /api/eval/sdk-one HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + large));
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await UntilAsync(HttpStatusCode.ServiceUnavailable));
        using var refused = await server.PostAsync("/api/eval/sdk-one", large);
        Assert.Equal("1", refused.Headers.GetValues("Retry-After").Single());
        Assert.Equal("{\"status\":503,\"error\":\"more than 64 bodies of more than 65536 bytes are being read\"}", await refused.Content.ReadAsStringAsync());
        using var small = await server.PostAsync("/api/eval/sdk-one", "{}");
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        slow.ForEach(socket => socket.Dispose());
        Assert.Equal(HttpStatusCode.OK, await UntilAsync(HttpStatusCode.OK));

        async Task<HttpStatusCode> UntilAsync(HttpStatusCode expected)
        {
            for (var attempt = 0; ; attempt++)
            {
                using var response = await server.PostAsync("/api/eval/sdk-one", large);
                if (response.StatusCode == expected || attempt == 500)
                    return response.StatusCode;
                await Task.Delay(20);
            }
        }
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_is_refused_and_gives_back_its_place()
    {
        var time = new FakeTimeProvider();
        await using var server = await Running.StartAsync(time: time);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(server.Url).Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("POST /api/eval/sdk-one HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n{"));
        var answer = new StreamReader(new NetworkStream(socket)).ReadLineAsync();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(EvaluationBody.LongestTime); // again and again, because the request may not have reached the server
                return answer.IsCompleted;
            },
            "the answer");
        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer);
        Assert.Contains("the body did not arrive within 30 s", Assert.Single(server.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_have_a_limit()
    {
        await using var app = Server.Build(new Settings { Urls = ["http://127.0.0.1:0"], PayloadFile = "none.json" });
        Assert.Equal(20_000, app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxConcurrentConnections);
    }

    /// <summary>Each character that the expression takes is a step: the features take all of them.</summary>
    [Theory]
    [InlineData(0, 1, 9)]
    [InlineData(20, 0, 0)]
    public async Task The_features_and_page_experiments_of_an_evaluation_share_their_steps(int features, int least, int most)
    {
        const string Condition = "\"condition\":{\"text\":{\"$regex\":\"^a*$\"}}";
        var flags = string.Join(",", Enumerable.Range(0, features).Select(i => "\"f" + i + "\":{\"rules\":[{\"force\":1," + Condition + "}]}"));
        var experiments = string.Join(",", Enumerable.Range(0, 20).Select(i => "{\"key\":\"e" + i + "\",\"changeId\":\"c" + i + "\",\"variations\":[{},{}]," + Condition + "}"));
        await using var server = await Running.StartAsync(payload: "{\"features\":{" + flags + "},\"experiments\":[" + experiments + "]}");
        var body = JsonSerializer.Serialize(new { attributes = new { id = "u", text = new string('a', 1_000_000) } });
        using var answer = await server.PostAsync("/api/eval/sdk-one", body);
        Assert.InRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["experiments"]!.AsArray().Count, least, most);
    }

    [Fact]
    public async Task A_user_keeps_the_variation_of_a_page_experiment_when_weights_change()
    {
        static string Payload(string weights, string date) => "{\"features\":{},\"dateUpdated\":\"" + date + "\",\"experiments\":[{\"key\":\"e\",\"changeId\":\"c\",\"hashAttribute\":\"id\",\"variations\":[{},{\"css\":\"b\"}],\"meta\":[{\"key\":\"0\"},{\"key\":\"1\"}],\"weights\":" + weights + "}]}";
        await using var server = await Running.StartAsync(payload: Payload("[0,1]", "2026-01-01T00:00:00Z"));
        Assert.Equal("""[{},{"css":"b"}]""", await VariationsAsync("u-1"));
        await File.WriteAllTextAsync(server.File, Payload("[1,0]", "2026-01-02T00:00:00Z"));
        for (var attempt = 0; attempt < 2000 && await VariationsAsync($"new-{attempt}") != "[{},{}]"; attempt++)
            await Task.Delay(20); // a user who was there before the change keeps the variation
        Assert.Equal("""[{},{"css":"b"}]""", await VariationsAsync("u-1"));

        async Task<string> VariationsAsync(string id)
        {
            using var response = await server.PostAsync("/api/eval/sdk-one", "{\"attributes\":{\"id\":\"" + id + "\"}}");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["experiments"]![0]!["variations"]!.ToJsonString();
        }
    }
}
