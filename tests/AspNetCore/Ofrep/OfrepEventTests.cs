using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>The stream of events that asks front ends to evaluate again.</summary>
public sealed class OfrepEventTests
{
    private const string Retry = "retry: 10000";

    [Fact]
    public async Task A_stream_from_an_answer_has_an_event_for_each_later_payload()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        var uri = (await new OfrepCaller(browser).EvaluateAllAsync()).RequestUri;
        using var events = await OpenAsync(browser, uri);
        Assert.Equal([Retry], await events.ReadAsync());
        Assert.Equal([":"], await events.ReadAsync());
        await site.ChangeAsync(Of("b"));
        await AssertRefetchAsync(events, site);
        await site.ChangeAsync(Of("c"));
        await AssertRefetchAsync(events, site);
    }

    [Fact]
    public async Task A_payload_between_the_answer_and_its_stream_is_an_event()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        var uri = (await new OfrepCaller(browser).EvaluateAllAsync()).RequestUri;
        await site.ChangeAsync(Of("b"));
        using var events = await OpenAsync(browser, uri);
        await events.ReadAsync();
        await AssertRefetchAsync(events, site);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_front_end_that_reconnects_gets_an_event_only_if_it_missed_one(bool missed)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        var uri = (await new OfrepCaller(browser).EvaluateAllAsync()).RequestUri;
        var last = site.Client.Current!.ContentHash;
        await site.ChangeAsync(Of("b"));
        using var events = await OpenAsync(browser, uri, missed ? last : site.Client.Current!.ContentHash);
        await events.ReadAsync();
        if (missed)
            await AssertRefetchAsync(events, site);
        else
            Assert.Equal([":"], await events.ReadAsync());
    }

    [Fact]
    public async Task A_stream_without_a_known_payload_begins_with_the_id_of_the_present_one()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var events = await OpenAsync(browser, "/ofrep/v1/events");
        await events.ReadAsync();
        Assert.Equal([$"id: {site.Client.Current!.ContentHash}"], await events.ReadAsync());
    }

    [Fact]
    public async Task Each_30_seconds_have_a_ping()
    {
        var time = new FakeTimeProvider();
        await using var site = await StartAsync(time);
        using var browser = site.Browser();
        using var events = await OpenAsync(browser, (await new OfrepCaller(browser).EvaluateAllAsync()).RequestUri);
        await events.ReadAsync();
        await events.ReadAsync();
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal([":"], await events.ReadAsync());
        }
    }

    [Fact]
    public async Task A_stop_of_the_application_ends_the_streams()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        using var events = await OpenAsync(browser, "/ofrep/v1/events");
        await events.ReadAsync();
        await site.StopAsync();
        await events.ReadToEndAsync();
    }

    [Fact]
    public async Task The_stream_can_be_switched_off()
    {
        await using var site = await StartAsync(options: options => options.HasEventStream = false);
        using var browser = site.Browser();
        Assert.False((await new OfrepCaller(browser).EvaluateAllAsync()).Json.ContainsKey("eventStreams"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/ofrep/v1/events")).StatusCode);
    }

    [Fact]
    public async Task Its_address_has_the_prefixes_of_the_application()
    {
        await using var site = await Site.StartAsync(new InMemoryPayloadSource(Of("a")), app =>
        {
            app.UsePathBase("/b é");
            app.UseRouting();
            app.MapGroup("/group").MapOfrep();
        });
        using var browser = site.Browser();
        var uri = (await new OfrepCaller(browser, "/b%20%C3%A9/group").EvaluateAllAsync()).RequestUri;
        Assert.StartsWith("/b%20%C3%A9/group/ofrep/v1/events?", uri, StringComparison.Ordinal);
        using var events = await OpenAsync(browser, uri);
        Assert.Equal([Retry], await events.ReadAsync());
    }

    private static async Task AssertRefetchAsync(OpenStream events, Site site)
    {
        var lines = await events.ReadAsync();
        Assert.Equal([$"id: {site.Client.Current!.ContentHash}", "event: message"], lines[..2]);
        OfrepSchema.AssertIs("sseEventData", lines[2]["data: ".Length..]);
        Assert.Equal(3, lines.Length);
    }

    private static string Of(string value) => """{"features":{"flag":{"defaultValue":"VALUE"}}}""".Replace("VALUE", value, StringComparison.Ordinal);

    private static Task<Site> StartAsync(TimeProvider? time = null, Action<OfrepOptions>? options = null) => Site.StartAsync(
        new InMemoryPayloadSource(Of("a")), app => app.MapOfrep(options), services: builder => builder.Services.AddSingleton(time ?? TimeProvider.System));

    private static async Task<OpenStream> OpenAsync(HttpClient browser, string uri, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return new OpenStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    private sealed record OpenStream(HttpResponseMessage Response, StreamReader Reader) : IDisposable
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

        /// <summary>The lines of the next block.</summary>
        public async Task<string[]> ReadAsync()
        {
            var lines = new List<string>();
            while (await Reader.ReadLineAsync().WaitAsync(Deadline) is { Length: > 0 } line)
                lines.Add(line);
            return [.. lines];
        }

        public Task ReadToEndAsync() => Reader.ReadToEndAsync().WaitAsync(Deadline);

        public void Dispose()
        {
            Reader.Dispose();
            Response.Dispose();
        }
    }
}
