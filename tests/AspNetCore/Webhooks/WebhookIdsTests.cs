using System.Security.Cryptography;
using System.Text;
using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.AspNetCore.Tests.Webhooks;

public sealed class WebhookIdsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Above_the_capacity_there_is_room_when_the_ids_have_expired()
    {
        var ids = new WebhookIds(_time);
        Fill(ids);
        Assert.Equal(WebhookIdState.Full, ids.Begin(Message("further")));
        Assert.Equal(WebhookIdState.Running, ids.Begin(Message("id-0")));

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(WebhookIdState.Full, ids.Begin(Message("further")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(WebhookIdState.New, ids.Begin(Message("further")));
    }

    [Fact]
    public void A_message_ends_although_its_id_has_expired_meanwhile()
    {
        var ids = new WebhookIds(_time);
        var slow = Message("slow");
        ids.Begin(slow);
        _time.Advance(WebhookSignature.Tolerance + TimeSpan.FromSeconds(1));
        var again = Message("slow");
        Assert.Equal(WebhookIdState.New, ids.Begin(again));
        ids.End(again, isDone: false);
        ids.End(slow, isDone: true);
        Assert.Equal(WebhookIdState.New, ids.Begin(Message("slow")));
    }

    [Fact]
    public async Task A_message_above_the_capacity_gets_503()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions(), new ClientServices { Source = new InMemoryPayloadSource("""{"features":{}}""") });
        var log = new FakeLogger();
        var endpoint = new WebhookEndpoint(client, hasFile: false, "wk_1"u8.ToArray(), 1000, _time, GuardedLogger.Of(log));
        for (var i = 0; i < WebhookIds.Capacity; i++)
            Assert.Equal(StatusCodes.Status204NoContent, await StatusAsync(endpoint, $"id-{i}"));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await StatusAsync(endpoint, "further"));
        Assert.Contains("more than 10000 messages", log.LatestRecord.Message, StringComparison.Ordinal);
    }

    private void Fill(WebhookIds ids)
    {
        for (var i = 0; i < WebhookIds.Capacity; i++)
            Assert.Equal(WebhookIdState.New, ids.Begin(Message($"id-{i}")));
    }

    private WebhookSignature Message(string id) => WebhookSignature.Read(Headers(new HeaderDictionary(), id), _time.GetUtcNow()).Signature!;

    private IHeaderDictionary Headers(IHeaderDictionary headers, string id)
    {
        var timestamp = $"{_time.GetUtcNow().ToUnixTimeSeconds()}";
        headers["webhook-id"] = id;
        headers["webhook-timestamp"] = timestamp;
        headers["webhook-signature"] = "v1," + Convert.ToBase64String(HMACSHA256.HashData("wk_1"u8, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{{\"features\":{{}}}}")));
        return headers;
    }

    private async Task<int> StatusAsync(WebhookEndpoint endpoint, string id)
    {
        var http = new DefaultHttpContext { Request = { Body = new MemoryStream("""{"features":{}}"""u8.ToArray()) } };
        Headers(http.Request.Headers, id);
        await endpoint.HandleAsync(http);
        return http.Response.StatusCode;
    }
}
