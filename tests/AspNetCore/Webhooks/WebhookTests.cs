using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GrowthBook.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.AspNetCore.Tests.Webhooks;

public sealed class WebhookTests
{
    private const string Secret = "wk_Zm9vYmFy";
    private const string Old = """{"features":{"a":{"defaultValue":1}},"dateUpdated":"2026-01-01T00:00:00Z"}""";
    private const string New = """{"features":{"a":{"defaultValue":2}},"dateUpdated":"2026-02-01T00:00:00Z"}""";

    private readonly CountedTime _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> BodiesWithThePayload() =>
    [
        New,
        Envelope(New),
        "{\"type\":\"payload.changed\",\"data\":{\"payload\":" + New + "}}",
    ];

    [Theory]
    [MemberData(nameof(BodiesWithThePayload))]
    public async Task The_client_takes_the_payload_of_the_body(string body)
    {
        await using var site = await StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, body));
        Assert.Equal(2, ValueOf(site));
        Assert.Empty(site.Warnings());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("{}")]
    [InlineData("""{"type":"payload.changed","timestamp":"2026-03-01T00:00:00Z"}""")]
    [InlineData("""{"type":"payload.changed","data":{}}""")]
    [InlineData("""{"type":"payload.changed","data":{"payload":null}}""")]
    [InlineData("""{"type":"payload.changed","data":{"payload":""}}""")]
    public async Task A_body_without_a_payload_makes_the_client_refresh(string body)
    {
        await using var site = await StartAsync(fetches: New);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, body));
        Assert.Equal(2, ValueOf(site));
    }

    /// <summary>The same signature as by the library `standardwebhooks` with the raw secret.</summary>
    [Fact]
    public async Task The_key_is_the_secret_as_it_is_shown()
    {
        await using var site = await StartAsync();
        var key = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes("m." + Now() + "." + New)));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, signature: "v1," + Convert.ToBase64String(Convert.FromHexString(key)), id: "m"));
        var decoded = Sign("n", Now(), New, Convert.FromBase64String(Secret[3..]));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(site, New, signature: decoded, id: "n"));
    }

    [Theory]
    [InlineData("{0} v1,AAAA v2,{0}", HttpStatusCode.NoContent)]
    [InlineData("v1,AAAA {0}", HttpStatusCode.NoContent)]
    [InlineData("v1a,x {0} ", HttpStatusCode.NoContent)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("v1,", HttpStatusCode.Unauthorized)]
    [InlineData("v1,!!!!", HttpStatusCode.Unauthorized)]
    [InlineData("v1,AAAA", HttpStatusCode.Unauthorized)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", HttpStatusCode.Unauthorized)]
    [InlineData("V1,x", HttpStatusCode.Unauthorized)]
    public async Task One_of_the_signatures_must_be_right(string format, HttpStatusCode status)
    {
        await using var site = await StartAsync();
        Assert.Equal(status, await SendAsync(site, New, signature: string.Format(CultureInfo.InvariantCulture, format, Sign("id-1", Now(), New)), id: "id-1"));
        Assert.Equal(status == HttpStatusCode.NoContent ? 2 : 1, ValueOf(site));
    }

    [Fact]
    public async Task A_changed_body_id_or_timestamp_is_refused_and_the_caller_gets_only_the_status()
    {
        await using var site = await StartAsync();
        var signature = Sign("id-1", Now(), New);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(site, New + " ", signature: signature, id: "id-1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(site, New, signature: signature, id: "id-2"));
        using var response = await PostAsync(site, New, "id-1", $"{long.Parse(Now(), CultureInfo.InvariantCulture) + 1}", signature);
        Assert.Equal((HttpStatusCode.Unauthorized, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(1, ValueOf(site));
        Assert.All(site.Warnings(), warning => Assert.Contains("no signature of the secret", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-300, HttpStatusCode.NoContent)]
    [InlineData(300, HttpStatusCode.NoContent)]
    [InlineData(-301, HttpStatusCode.Unauthorized)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    public async Task The_clocks_may_be_five_minutes_apart(int seconds, HttpStatusCode status)
    {
        await using var site = await StartAsync();
        var timestamp = $"{_time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds()}";
        using var response = await PostAsync(site, New, "id-1", timestamp, Sign("id-1", timestamp, New));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.NoContent, site.Warnings().Count == 0);
    }

    [Theory]
    [InlineData("webhook-id", null)]
    [InlineData("webhook-id", "")]
    [InlineData("webhook-timestamp", null)]
    [InlineData("webhook-timestamp", "now")]
    [InlineData("webhook-timestamp", "-1")]
    [InlineData("webhook-timestamp", "1e9")]
    [InlineData("webhook-timestamp", "99999999999999999999")]
    [InlineData("webhook-timestamp", "253402300800")]
    [InlineData("webhook-signature", null)]
    public async Task Missing_and_malformed_headers_are_refused_and_the_log_names_them(string header, string? value)
    {
        await using var site = await StartAsync();
        using var request = Request(New, "id-1", Now(), Sign("id-1", Now(), New));
        request.Headers.Remove(header);
        if (value is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        using var response = await site.Browser().SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(header, Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_values_of_a_header_and_a_long_id_are_refused()
    {
        await using var site = await StartAsync();
        using var request = Request(New, "id-1", Now(), Sign("id-1", Now(), New));
        request.Headers.Add("webhook-id", "id-2");
        using var response = await site.Browser().SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(site, New, id: new string('x', 257)));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, id: new string('x', 256)));
    }

    [Fact]
    public async Task A_message_is_processed_once()
    {
        await using var site = await StartAsync(fetches: New);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, Old, id: "id-1"));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, id: "id-1"));
        Assert.Equal(1, ValueOf(site));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, id: "id-1"));
        Assert.Equal(1, ValueOf(site));
        _time.Advance(TimeSpan.FromSeconds(1)); // The first message is too old to be replayed: the id is free.
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, id: "id-1"));
        Assert.Equal(2, ValueOf(site));
    }

    [Fact]
    public async Task A_message_that_failed_may_be_sent_again()
    {
        await using var site = await StartAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(site, """{"features":7}""", id: "id-1"));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(site, "{", id: "id-1"));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, id: "id-1"));
        Assert.Equal(2, ValueOf(site));
        Assert.All(site.Warnings(), warning => Assert.DoesNotContain("wk_", warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_arrives_again_while_it_is_processed_gets_409()
    {
        var source = new ServerSource { Json = Old };
        await using var site = await StartAsync(source: source);
        (source.Json, source.Release) = (New, new TaskCompletionSource());
        var first = SendAsync(site, "", id: "id-1");
        await source.Asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(site, "", id: "id-1"));
        Assert.Contains("status 409", Assert.Single(site.Warnings()), StringComparison.Ordinal);

        source.Release.SetResult();
        Assert.Equal(HttpStatusCode.NoContent, await first);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, "", id: "id-1"));
        Assert.Equal(2, ValueOf(site));
    }

    [Theory]
    [InlineData("[]", "the body is a JSON Array, and must be an object")]
    [InlineData("7", "the body is a JSON Number, and must be an object")]
    [InlineData("{", "not JSON: the text ends within a value; it was cut off (line 1, byte 2)")]
    [InlineData("bad", "not JSON: unexpected b; expected an object, an array or another value (line 1, byte 1)")]
    [InlineData("{'secret':1}", "not JSON: a single quote; JSON has double quotes (line 1, byte 2)")]
    [InlineData("<html>", "not JSON: the text is HTML or XML, such as the page of an error or of a login; check the address (line 1, byte 1)")]
    [InlineData("""{"data":{"payload":7}}""", "$.data.payload is a JSON Number, and must be the payload's text")]
    [InlineData("""{"data":{"payload":["x"]}}""", "$.data.payload is a JSON Array, and must be the payload's text")]
    [InlineData("""{"data":{"payload":"\ud800"}}""", "a string has bytes that are not UTF-8, or half a surrogate pair")]
    public async Task A_malformed_body_is_refused_and_logged(string body, string reason)
    {
        await using var site = await StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(site, body));
        Assert.Equal("a webhook message of GrowthBook got status 400, and GrowthBook may send it again: the body is malformed: " + reason, Assert.Single(site.Warnings()));
        Assert.Equal(1, ValueOf(site));
    }

    [Fact]
    public async Task A_payload_of_the_webhook_obeys_the_rules_of_one_from_the_server()
    {
        await using var site = await StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, Envelope(New)));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, Envelope(Old))); // an older date is held
        Assert.Equal(2, ValueOf(site));
        foreach (var unusable in new[] { "{}", "[]", "<html>", "{", """{"features":7}""" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(site, Envelope(unusable)));
        Assert.Equal((2, PayloadOrigin.Network), (ValueOf(site), site.Client.Current!.Origin));
    }

    [Fact]
    public async Task A_refresh_that_fails_asks_GrowthBook_to_send_again()
    {
        await using var site = await StartAsync(fetches: "<html>");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(site, ""));
        Assert.Equal(1, ValueOf(site));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_above_the_limit_is_refused(bool announcesItsLength)
    {
        await using var site = await StartAsync(options => options.MaxBytes = 100_000);
        foreach (var (length, status) in new[] { (100_000, HttpStatusCode.NoContent), (100_001, HttpStatusCode.RequestEntityTooLarge) })
        {
            var body = New + new string(' ', length - New.Length);
            using var request = Request(body, $"id-{length}", Now(), Sign($"id-{length}", Now(), body));
            if (!announcesItsLength)
                request.Headers.TransferEncodingChunked = true;
            using var response = await site.Browser().SendAsync(request);
            Assert.Equal(status, response.StatusCode);
        }
        Assert.Contains("raise GrowthBookWebhookOptions.MaxBytes", Assert.Single(site.Warnings()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Slow_senders_without_the_secret_hold_a_bounded_number_of_bytes_for_a_bounded_time(bool disconnects)
    {
        await using var site = await StartAsync(options => options.MaxBytes = 1_000_000);
        var before = _time.Started(WebhookBodies.LongestTime);
        var senders = Enumerable.Range(0, 12).Select(i => new SlowSender(site.Url, $"id-{i}", Now(), 1_000_000)).ToArray();
        try
        {
            await Task.WhenAll(senders.Select(sender => sender.SendAsync(999_000)));
            await Client.Tests.Eventually.TrueAsync(() => senders.Count(sender => sender.Status.IsCompleted) >= 12 - WebhookBodies.MaxLargest, "the refusals");
            var (refused, slow) = (senders.Where(sender => sender.Status.IsCompleted).ToList(), senders.Where(sender => !sender.Status.IsCompleted).ToList());
            Assert.All(await Task.WhenAll(refused.Select(sender => sender.Status)), status => Assert.StartsWith("HTTP/1.1 503 ", status, StringComparison.Ordinal));
            Assert.All(site.Warnings(), warning => Assert.Contains("the bodies being read together have more than 4000000 bytes", warning, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New, id: "small")); // has bytes for itself
            if (!disconnects)
            {
                await Client.Tests.Eventually.TrueAsync(() => _time.Started(WebhookBodies.LongestTime) > before + senders.Length, "the beginning of each request");
                _time.Advance(WebhookBodies.LongestTime);
                await Client.Tests.Eventually.TrueAsync(() => slow.TrueForAll(sender => sender.Status.IsCompleted), "the end of the slow requests");
                // A sender that was slower than this test can be refused for the bytes of the others.
                Assert.All(await Task.WhenAll(slow.Select(sender => sender.Status)), status => Assert.Matches("^HTTP/1.1 (408|503) ", status));
                Assert.Contains(slow, sender => sender.Status.Result == "HTTP/1.1 408 Request Timeout");
                Assert.Contains(site.Warnings(), warning => warning.Contains("the body did not arrive within 30 s", StringComparison.Ordinal));
            }
            else
            {
                Array.ForEach(senders, sender => sender.Dispose());
            }
            var large = New + new string(' ', 900_000);
            await Client.Tests.Eventually.TrueAsync(() => SendAsync(site, large, id: Guid.NewGuid().ToString()).GetAwaiter().GetResult() == HttpStatusCode.NoContent, "the bytes that the senders held");
        }
        finally
        {
            Array.ForEach(senders, sender => sender.Dispose());
        }
    }

    [Fact]
    public async Task Forged_requests_do_not_fill_the_log()
    {
        await using var site = await StartAsync();
        for (var i = 0; i < 16; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(site, New, signature: "v1,AAAA"));
        Assert.Equal(5, site.Warnings().Count); // the 1st, 2nd, 4th, 8th and 16th
    }

    [Fact]
    public async Task A_frequent_reason_does_not_keep_another_one_out_of_the_log()
    {
        await using var site = await StartAsync();
        for (var i = 0; i < 3; i++)
            await SendAsync(site, New, signature: "v1,AAAA");
        await SendAsync(site, New, signature: "");
        await SendAsync(site, New, id: new string('x', 257));
        using var malformed = await PostAsync(site, New, "id-1", "now", "v1,AAAA");
        using var old = await PostAsync(site, New, "id-1", "1", "v1,AAAA");
        var warnings = site.Warnings();
        Assert.Equal(2 + 4, warnings.Count);
        Assert.All(warnings.Skip(2), warning => Assert.Contains("(1 so far)", warning, StringComparison.Ordinal));
        foreach (var reason in new[] { "webhook-signature must have", "webhook-id must have", "webhook-timestamp must have", "s from the time of this machine" })
            Assert.Single(warnings, warning => warning.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payload_that_replaces_that_of_a_file_is_logged_once()
    {
        await using var site = await StartAsync(file: "features.json");
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, ""));
        Assert.Empty(Warnings());
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New));
        Assert.Contains(
            "replaces that of the payload file until the client reads the file again: when it changes, when a message without a payload arrives, and after a restart",
            Assert.Single(Warnings()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New));
        Assert.Single(Warnings());

        // The source of this suite stands in for the file, which is a line of its own.
        IEnumerable<string> Warnings() => site.Warnings().Where(line => !line.StartsWith("options are set and have no effect: PayloadFile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_endpoint_needs_no_login()
    {
        await using var site = await StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await site.Browser().GetAsync("/members")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New));
    }

    [Fact]
    public async Task A_named_client_gets_the_payload()
    {
        await using var site = await StartAsync(options => options.ClientName = "admin");
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(site, New));
        Assert.Equal(1, ValueOf(site));
        Assert.Equal(2, site.Services.GetRequiredKeyedService<GrowthBookClient>("admin").User(Attributes.Empty).GetFeatureValue("a", 0));
    }

    [Fact]
    public async Task Wrong_options_are_errors_at_the_start()
    {
        await Assert.ThrowsAsync<ArgumentException>("secret", () => StartAsync(secret: " "));
        await Assert.ThrowsAsync<ArgumentException>("secret", () => StartAsync(secret: Secret + "\n"));
        var e = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(options => options.MaxBytes = 0));
        Assert.Equal("GrowthBookWebhookOptions.MaxBytes: must be 1 or more, was 0", e.Message);
        var unknown = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(options => options.ClientName = "unknown"));
        Assert.Equal("the services have no GrowthBook client `unknown`; call AddGrowthBook(\"unknown\", …), or correct GrowthBookWebhookOptions.ClientName", unknown.Message);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrowthBook("admin");
        await using var named = builder.Build();
        Assert.Equal(
            "the services have no GrowthBook client without a name; call AddGrowthBook(…), or set GrowthBookWebhookOptions.ClientName",
            Assert.Throws<InvalidOperationException>(() => named.MapGrowthBookWebhook("/hook", Secret)).Message);
    }

    private static string Envelope(string payload) => new Value.Object(
    [
        new("type", "payload.changed"),
        new("timestamp", "2026-03-01T00:00:00Z"),
        new("data", new Value.Object([new("payload", payload)])),
    ]).ToString();

    private static string Sign(string id, string timestamp, string body, byte[]? key = null) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key ?? Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    private static HttpRequestMessage Request(string body, string id, string timestamp, string signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/growthbook") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", signature);
        return request;
    }

    private static int ValueOf(Site site) => site.Client.User(Attributes.Empty).GetFeatureValue("a", 0);

    private static async Task<HttpResponseMessage> PostAsync(Site site, string body, string id, string timestamp, string signature)
    {
        using var request = Request(body, id, timestamp, signature);
        return await site.Browser().SendAsync(request);
    }

    private string Now() => $"{_time.GetUtcNow().ToUnixTimeSeconds()}";

    private async Task<HttpStatusCode> SendAsync(Site site, string body, string? signature = null, string? id = null)
    {
        id ??= Guid.NewGuid().ToString();
        using var response = await PostAsync(site, body, id, Now(), signature ?? Sign(id, Now(), body));
        return response.StatusCode;
    }

    /// <summary>A site whose client has the old payload, and gets another one if it refreshes.</summary>
    private async Task<Site> StartAsync(
        Action<GrowthBookWebhookOptions>? options = null, string secret = Secret, string fetches = Old, ServerSource? source = null, string? file = null)
    {
        source ??= new ServerSource { Json = Old };
        var site = await Site.StartAsync(
            new InMemoryPayloadSource("""{"features":{}}"""),
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGrowthBookWebhook("/growthbook", secret, options);
                app.MapGet("/members", () => "members");
            },
            services: builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.Services.AddGrowthBook("admin").UseSource(new InMemoryPayloadSource(Old));
                builder.Services.AddAuthentication().AddCookie(cookie => cookie.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = 401;
                    return Task.CompletedTask;
                });
                builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            },
            growthBook: client => client.UseSource(source).Services.Configure<GrowthBookOptions>(each => each.PayloadFile = file));
        source.Json = fetches;
        return site;
    }

    /// <summary>A time that counts its timers.</summary>
    private sealed class CountedTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private readonly ConcurrentQueue<TimeSpan> _started = new();

        /// <summary>How many timers of a length were started.</summary>
        public int Started(TimeSpan length) => _started.Count(each => each == length);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _started.Enqueue(dueTime);
            return timer;
        }
    }

    /// <summary>A source whose payloads count as those of a server.</summary>
    private sealed class ServerSource : IPayloadSource
    {
        public string Json { get; set; } = "";

        /// <summary>Ends when a payload is requested that waits for <see cref="Release"/>.</summary>
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What a payload waits for; <c>null</c> for nothing.</summary>
        public TaskCompletionSource? Release { get; set; }

        public PayloadOrigin Origin => PayloadOrigin.Network;

        public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
        {
            if (Release is { } release)
            {
                Asked.TrySetResult();
                await release.Task.WaitAsync(cancellationToken);
            }
            return new PayloadFetch.Loaded(Encoding.UTF8.GetBytes(Json));
        }
    }
}
