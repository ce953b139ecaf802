using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

namespace GrowthBook.Client.Tests;

public sealed class HttpPayloadSourceTests : ServerTest
{
    [Fact]
    public async Task The_request_has_the_path_and_headers_of_a_GrowthBook_SDK()
    {
        var connection = new SdkConnection(FeatureServer.ClientKey)
        {
            ApiHost = Server.Url + "//",
            Headers = ImmutableDictionary<string, string>.Empty.Add("X-Proxy", "let me in"),
        };
        var fetch = await new HttpPayloadSource(connection, () => Client).FetchAsync(null, default);
        Assert.Equal(Server.Payload, Encoding.UTF8.GetString(Assert.IsType<PayloadFetch.Loaded>(fetch).Json.Span));
        var request = Assert.Single(Server.Requests);
        Assert.Equal("/api/features/" + FeatureServer.ClientKey, request.Path);
        Assert.Matches(@"^growthbook-dotnet/\d+\.\d+\.\d+$", request.Header("User-Agent"));
        Assert.Equal("let me in", request.Header("X-Proxy"));
        Assert.Null(request.Header("If-None-Match"));
    }

    [Fact]
    public async Task A_header_beyond_ASCII_needs_an_encoding_of_the_HttpClient()
    {
        var headers = ImmutableDictionary<string, string>.Empty.Add("X-Place", "café");
        var connection = Server.Connection() with { Headers = headers };
        const string Mend = "has a character beyond ASCII: write it in ASCII, or set RequestHeaderEncodingSelector of the SocketsHttpHandler";
        var failed = Assert.IsType<PayloadFetch.Failed>(await new HttpPayloadSource(connection, () => Client).FetchAsync(null, default));
        Assert.Equal($"the request was not sent: Request headers must contain only ASCII characters.; the header `X-Place` of Headers {Mend}", failed.Failure.Message);
        var stream = new PayloadStream(connection with { StreamingHeaders = headers }, () => Client);
        var broken = Assert.IsType<StreamEnd.Broken>(await stream.FollowAsync(_ => Task.CompletedTask, default));
        Assert.EndsWith($"the header `X-Place` of StreamingHeaders {Mend}", broken.Failure.Message, StringComparison.Ordinal);

        using var encoding = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
        Assert.IsType<PayloadFetch.Loaded>(await new HttpPayloadSource(connection, () => encoding).FetchAsync(null, default));
        Assert.Equal("café", Assert.Single(Server.Requests).Header("X-Place"));
        await Server.StopAsync();
        failed = Assert.IsType<PayloadFetch.Failed>(await new HttpPayloadSource(connection, () => encoding).FetchAsync(null, default));
        Assert.StartsWith($"the server {Server.Url} cannot be reached: ", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_give_the_entity_tag_the_lifetime_and_the_stream_offer()
    {
        Server.OffersStream = true;
        Server.CacheControl = "public, max-age=30, stale-while-revalidate=3600, stale-if-error=\"36000\"";
        var loaded = Assert.IsType<PayloadFetch.Loaded>(await FetchAsync());
        Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), TimeSpan.FromHours(10)), loaded.Lifetime);
        Assert.True(loaded.OffersStream);
        Assert.StartsWith("W/\"", loaded.ETag, StringComparison.Ordinal);

        var same = Assert.IsType<PayloadFetch.NotModified>(await FetchAsync(loaded.ETag));
        Assert.Equal(loaded.Lifetime, same.Lifetime);
        Assert.True(same.OffersStream);
    }

    [Fact]
    public async Task No_store_is_read()
    {
        Server.CacheControl = "private, no-store";
        Assert.Equal(new CacheLifetime(null, NoStore: true), Assert.IsType<PayloadFetch.Loaded>(await FetchAsync()).Lifetime);
    }

    [Fact]
    public async Task Without_headers_the_lifetime_is_unknown()
    {
        Server.HasETags = false;
        var loaded = Assert.IsType<PayloadFetch.Loaded>(await FetchAsync());
        Assert.Equal((null, CacheLifetime.Unknown, false), (loaded.ETag, loaded.Lifetime, loaded.OffersStream));
    }

    [Fact]
    public async Task The_servers_message_is_reported_without_the_client_key()
    {
        Server.OnFeatures = Faults.Status(400, $$"""{"status":400,"error":"Invalid API Key: {{FeatureServer.ClientKey}}\nline"}""");
        var failure = await FailureAsync(PayloadFailureReason.Refused);
        Assert.Equal($"the server responded with 400: `Invalid API Key: ***\\u000aline`; check ClientKey and the host of {Server.Url}/api/features/***", failure.Message);
        Assert.False(failure.IsUnrecoverable);
    }

    [Theory]
    [InlineData("/t0ken/shop", "/…/api/features/***")]
    [InlineData("/api/features", "/…/api/features/***")]
    [InlineData("", "/api/features/***")]
    public async Task The_path_of_a_host_can_be_a_secret_and_is_not_reported(string path, string reported)
    {
        Server.OnFeatures = Faults.Status(404, "");
        var connection = new SdkConnection(FeatureServer.ClientKey) { ApiHost = Server.Url + path };
        var failed = Assert.IsType<PayloadFetch.Failed>(await new HttpPayloadSource(connection, () => Client).FetchAsync(null, default));
        Assert.Equal($"the server responded with 404; check ClientKey and the host of {Server.Url}{reported}", failed.Failure.Message);
        Assert.Equal($"SDK connection to `{Server.Url}{(path.Length == 0 ? "" : "/…")}`", connection.ToString());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_wrong_key_or_host_has_a_mend(int status)
    {
        Server.OnFeatures = Faults.Status(status, "");
        Assert.Equal($"the server responded with {status}; check ClientKey and the host of {Server.Url}/api/features/***", (await FailureAsync(PayloadFailureReason.Refused)).Message);
    }

    [Fact]
    public async Task An_unrecoverable_failure_is_recognised()
    {
        Server.OnFeatures = Faults.Status(400, """{"status":400,"error":"no"}""", isUnrecoverable: true);
        Assert.True((await FailureAsync(PayloadFailureReason.Refused)).IsUnrecoverable);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"error":{"code":1}}""")]
    public async Task An_error_without_a_message_has_the_status(string body)
    {
        Server.OnFeatures = Faults.Status(500, body);
        Assert.Equal("the server responded with 500", (await FailureAsync(PayloadFailureReason.Refused)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_above_the_size_limit_is_a_failure(bool isAnnounced)
    {
        Server.OnFeatures = async http =>
        {
            if (isAnnounced)
                http.Response.ContentLength = 1001;
            await http.Response.Body.WriteAsync(new byte[1001]);
        };
        var failure = await FailureAsync(PayloadFailureReason.TooLarge, connection => connection with { MaxPayloadBytes = 1000 });
        Assert.Equal("the response is larger than 1000 bytes; raise MaxPayloadBytes to accept it", failure.Message);
        Assert.IsType<PayloadFetch.Loaded>(await FetchAsync(configure: connection => connection with { MaxPayloadBytes = 1001 }));
    }

    [Fact]
    public async Task The_size_limit_applies_after_decompression()
    {
        Server.OnFeatures = async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Optimal);
            await gzip.WriteAsync(new byte[100_000]);
        };
        await FailureAsync(PayloadFailureReason.TooLarge, connection => connection with { MaxPayloadBytes = 99_999 });
        var loaded = Assert.IsType<PayloadFetch.Loaded>(await FetchAsync(configure: connection => connection with { MaxPayloadBytes = 100_000 }));
        Assert.Equal(100_000, loaded.Json.Length);
    }

    [Fact]
    public async Task A_silent_server_times_out()
    {
        Server.OnFeatures = Faults.SilentAsync;
        await TimesOutAsync();
    }

    [Fact]
    public async Task A_stalling_server_times_out()
    {
        Server.OnFeatures = Faults.StallingAsync;
        await TimesOutAsync();
    }

    [Fact]
    public async Task An_incomplete_response_is_truncated()
    {
        Server.OnFeatures = Faults.TruncatedAsync;
        await FailureAsync(PayloadFailureReason.Truncated);
    }

    [Fact]
    public async Task A_broken_connection_is_a_failure()
    {
        Server.OnFeatures = Faults.AbortedAsync;
        var failure = Assert.IsType<PayloadFetch.Failed>(await FetchAsync()).Failure;
        // Whether the headers arrive before the reset is up to the network.
        Assert.True(failure.Reason is PayloadFailureReason.Truncated or PayloadFailureReason.Unreachable, failure.Message);
    }

    [Fact]
    public async Task A_half_closed_connection_is_a_failure()
    {
        Server.HalfCloses = true;
        var failure = Assert.IsType<PayloadFetch.Failed>(await FetchAsync()).Failure;
        Assert.True(failure.Reason is PayloadFailureReason.Truncated or PayloadFailureReason.Unreachable, failure.Message);
    }

    [Fact]
    public async Task A_stopped_server_is_unreachable()
    {
        await Server.StopAsync();
        var failure = await FailureAsync(PayloadFailureReason.Unreachable);
        Assert.StartsWith($"the server {Server.Url} cannot be reached: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_304_without_an_entity_tag_is_a_failure()
    {
        Server.OnFeatures = http =>
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        };
        await FailureAsync(PayloadFailureReason.Refused);
    }

    [Fact]
    public async Task An_exception_of_an_HTTP_handler_is_a_failure_without_the_client_key()
    {
        using var client = new HttpClient(new ThrowingHandler());
        var fetch = await new HttpPayloadSource(Server.Connection(), () => client).FetchAsync(null, default);
        Assert.Equal($"the server {Server.Url} cannot be reached: no way to ***", Assert.IsType<PayloadFetch.Failed>(fetch).Failure.Message);
    }

    /// <summary>As a handler of a test, a cache or a resilience library does.</summary>
    [Theory]
    [InlineData(401, "", PayloadFailureReason.Refused, 401)]
    [InlineData(404, "{}", PayloadFailureReason.Refused, 404)]
    [InlineData(200, "<!doctype html><html></html>", PayloadFailureReason.Unusable, null)]
    [InlineData(302, "", PayloadFailureReason.Refused, null)]
    public async Task A_response_that_a_handler_made_needs_no_request(int status, string body, PayloadFailureReason reason, int? refused)
    {
        using var client = new HttpClient(new AnsweringHandler(status, body));
        var fetch = await new HttpPayloadSource(Server.Connection(), () => client).FetchAsync(null, default);
        var failure = Assert.IsType<PayloadFetch.Failed>(fetch).Failure;
        Assert.Equal((reason, refused), (failure.Reason, failure.Status));
        Assert.Contains(Server.Url, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_is_the_only_exception()
    {
        Server.OnFeatures = Faults.SilentAsync;
        using var cancel = new CancellationTokenSource();
        var fetch = new HttpPayloadSource(Server.Connection(), () => Client).FetchAsync(null, cancel.Token).AsTask();
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    private async Task TimesOutAsync()
    {
        var fetch = new HttpPayloadSource(Server.Connection() with { RequestTimeout = TimeSpan.FromSeconds(7.5) }, () => Client, Time).FetchAsync(null, default).AsTask();
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        Time.Advance(TimeSpan.FromSeconds(7));
        Assert.False(fetch.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(1));
        var failed = Assert.IsType<PayloadFetch.Failed>(await fetch);
        Assert.Equal(new PayloadFailure(PayloadFailureReason.Timeout, "no complete response within 7.5 s"), failed.Failure);
    }

    private async Task<PayloadFetch> FetchAsync(string? knownETag = null, Func<SdkConnection, SdkConnection>? configure = null) =>
        await new HttpPayloadSource((configure ?? (connection => connection))(Server.Connection()), () => Client).FetchAsync(knownETag, default);

    private async Task<PayloadFailure> FailureAsync(PayloadFailureReason reason, Func<SdkConnection, SdkConnection>? configure = null)
    {
        var failure = Assert.IsType<PayloadFetch.Failed>(await FetchAsync(configure: configure)).Failure;
        Assert.Equal(reason, failure.Reason);
        Assert.DoesNotContain(FeatureServer.ClientKey, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    private sealed class ThrowingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no way to " + FeatureServer.ClientKey);
    }

    private sealed class AnsweringHandler(int status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body) };
            if (status == 302)
                response.Headers.Location = new Uri("https://elsewhere.example/");
            return Task.FromResult(response);
        }
    }
}
