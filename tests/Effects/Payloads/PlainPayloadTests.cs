using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests;

/// <summary>A key without an encrypted payload is a warning once: the readers of the options may believe that the connection is encrypted.</summary>
public sealed class PlainPayloadTests : ServerTest
{
    private IEnumerable<LogLevel> Lines => Log.GetSnapshot().Where(line => line.Id.Id == 117).Select(line => line.Level);

    [Fact]
    public async Task A_payload_that_is_not_encrypted_is_used_with_a_warning_once()
    {
        var updater = Updater(PayloadUpdateMode.Manual, decryptionKey: Payloads.Key);
        await StartAsync(updater);
        Assert.Equal("a", updater.Name());
        foreach (var next in new[] { Payloads.Of("b"), Payloads.Encrypted("c"), Payloads.Of("d") })
        {
            Server.Payload = next;
            await updater.RefreshAsync();
        }
        Assert.Equal("d", updater.Name());
        Assert.Equal([LogLevel.Warning], Lines);
    }

    [Fact]
    public async Task So_is_one_of_a_stream_after_an_encrypted_one()
    {
        Server.Payload = Payloads.Encrypted("a");
        var updater = Updater(PayloadUpdateMode.Manual, decryptionKey: Payloads.Key);
        await StartAsync(updater);
        Assert.Empty(Lines);
        await updater.TakeAsync("""{"features":{"encryptedNotes":{"defaultValue":"x"}},"encrypted":null}"""u8.ToArray(), default);
        Assert.Equal([LogLevel.Warning], Lines);
    }

    [Theory]
    [InlineData("""{"encryptedFeatures":"no cipher"}""", Payloads.Key)]
    [InlineData("""{"features":{},"encryptedSavedGroups":"no cipher"}""", Payloads.Key)]
    [InlineData("""{"features":{}}""", null)]
    [InlineData("<html>", Payloads.Key)]
    public async Task Encrypted_and_unusable_payloads_and_clients_without_a_key_have_no_warning(string payload, string? key)
    {
        Server.Payload = payload;
        await StartAsync(Updater(PayloadUpdateMode.Manual, decryptionKey: key));
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task Payloads_of_the_application_have_no_warning()
    {
        await Server.StopAsync();
        var updater = Updater(PayloadUpdateMode.Manual, settings => settings with { InitialSource = new InMemoryPayloadSource(Payloads.Of("shipped")) }, Payloads.Key);
        await StartAsync(updater);
        Assert.Equal("shipped", updater.Name());
        Assert.Empty(Lines);
    }
}
