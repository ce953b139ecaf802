using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Payloads that the server sent by itself.</summary>
public sealed class TakenPayloadTests : ServerTest
{
    [Fact]
    public async Task A_payload_is_accepted_as_an_answer_of_the_server_is()
    {
        Server.Payload = Payloads.Of("a", "2026-02-01T00:00:00Z");
        await using var client = New();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        Assert.IsType<RefreshResult.Updated>(await TakeAsync(client, Payloads.Of("b", "2026-03-01T00:00:00Z")));
        Assert.IsType<RefreshResult.Older>(await TakeAsync(client, Payloads.Of("c", "2026-01-01T00:00:00Z")));
        Assert.IsType<RefreshResult.Unchanged>(await TakeAsync(client, Payloads.Of("b", "2026-03-01T00:00:00Z")));
        foreach (var text in new[] { "", "<html>", "{}", "[]", """{"features":7}""" })
            Assert.IsType<RefreshResult.Failed>(await TakeAsync(client, text));
        Assert.Equal(("b", PayloadOrigin.Network), (client.Updater.Name(), client.Current!.Origin));
        Assert.Single(Server.Requests);
    }

    /// <summary>No retry follows, because nothing was requested.</summary>
    [Fact]
    public async Task An_unusable_payload_is_logged_without_a_retry()
    {
        var log = new FakeLogCollector();
        await using var client = await Shop.StartAsync(Shop.Services() with { LoggerFactory = new CollectingLoggerFactory(log) });
        await TakeAsync(client, "<html>");
        var line = Assert.Single(log.GetSnapshot(), record => record.Id.Id is 104 or 114);
        Assert.Equal(114, line.Id.Id);
        Assert.StartsWith("a payload of a stream, a webhook or TakePayloadAsync is not used (Unusable): the payload is not usable, so the payload in use stays", line.Message, StringComparison.Ordinal);
    }

    /// <summary>Once per fall: a payload that has none either is no news.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payload_without_features_after_one_with_features_is_a_warning(bool isPushed)
    {
        var log = new FakeLogCollector();
        Server.Payload = Payloads.Of("a", "2026-12-01T00:00:00Z");
        await using var client = New(services: services => services with { LoggerFactory = new CollectingLoggerFactory(log) });
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        var features = client.Payload.FeatureKeys.Count;
        var warnings = new List<int>();
        foreach (var text in new[] { """{"features":{},"dateUpdated":"2027-01-01T00:00:00Z"}""", """{"features":{},"dateUpdated":"2027-02-01T00:00:00Z"}""", Payloads.Of("a", "2027-03-01T00:00:00Z"), """{"features":{},"dateUpdated":"2027-04-01T00:00:00Z"}""" })
        {
            Server.Payload = text;
            Assert.IsType<RefreshResult.Updated>(await (isPushed ? TakeAsync(client, text) : client.RefreshAsync()));
            warnings.Add(log.GetSnapshot().Count(record => record.Id.Id == 115));
        }

        Assert.Equal([1, 1, 1, 2], warnings);
        Assert.Equal(
            $"the payload from Network has no features, and the one before had {features}; every feature is unknown now, so it is off and calls return their fallback; "
            + "check the project, the environment and the key of the SDK connection",
            log.GetSnapshot().First(record => record.Id.Id == 115).Message);
    }

    [Fact]
    public async Task An_encrypted_payload_is_decrypted()
    {
        await using var client = New(options => options.DecryptionKey = Payloads.Key);
        Assert.IsType<RefreshResult.Updated>(await TakeAsync(client, Payloads.Encrypted("b")));
        Assert.Equal("b", client.Updater.Name());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_remote_evaluation_a_payload_or_a_refresh_asks_the_server_again_and_keeps_the_rules_out(bool refreshes)
    {
        var version = 1;
        Server.OnEvaluate = http => http.Response.WriteAsync(Payloads.Of($"{version}"));
        await using var client = New(options => options.RemoteEvaluation = true);
        Assert.Equal("1", (await client.UserAsync(Shop.Ada)).GetFeatureValue("name", ""));
        version = 2;
        Assert.Equal("1", (await client.UserAsync(Shop.Ada)).GetFeatureValue("name", ""));
        Assert.IsNotType<RefreshResult.Failed>(refreshes ? await client.RefreshAsync() : await TakeAsync(client, Payloads.Of("rules")));
        Assert.Equal("2", (await client.UserAsync(Shop.Ada)).GetFeatureValue("name", ""));
        Assert.Equal("none", Payloads.NameOf(client.Payload));
        version = 3;
        await client.RefreshAsync(force: true);
        Assert.Equal("3", (await client.UserAsync(Shop.Ada)).GetFeatureValue("name", ""));
    }

    [Fact]
    public async Task A_payload_replaces_that_of_a_file_whatever_its_date()
    {
        await using var client = await Shop.StartAsync();
        Assert.IsType<RefreshResult.Updated>(await TakeAsync(client, Payloads.Of("b", "2020-01-01T00:00:00Z")));
        Assert.Equal("b", client.Updater.Name());
    }

    [Fact]
    public async Task A_client_that_is_disposed_takes_none()
    {
        var client = await Shop.StartAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.TakePayloadAsync("{}"u8.ToArray()));
    }

    private static Task<RefreshResult> TakeAsync(GrowthBookClient client, string json) => client.TakePayloadAsync(Encoding.UTF8.GetBytes(json));

    private GrowthBookClient New(Action<GrowthBookOptions>? configure = null, Func<ClientServices, ClientServices>? services = null)
    {
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, UpdateMode = PayloadUpdateMode.Manual };
        configure?.Invoke(options);
        var parts = new ClientServices { HttpClient = () => Client, TimeProvider = Time };
        return new GrowthBookClient(options, services?.Invoke(parts) ?? parts);
    }
}
