using System.Text;

namespace GrowthBook.Client.Tests;

/// <summary>A payload is new if its decrypted content is; a cache is written if its entry would no longer serve a restart.</summary>
public sealed class RecognitionTests : ServerTest
{
    private readonly CountingCache _cache = new();

    [Fact]
    public async Task A_payload_that_is_encrypted_anew_is_the_same()
    {
        Server.Payload = Payloads.Encrypted("a");
        var updater = Updater(PayloadUpdateMode.Manual, decryptionKey: Payloads.Key);
        await StartAsync(updater);
        var before = updater.Current!;
        var heard = new List<string?>();
        updater.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        for (var i = 0; i < 3; i++)
        {
            Server.Payload = Payloads.Encrypted("a");
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
        }
        Assert.Same(before.Payload, updater.Current!.Payload);
        Assert.Equal(Time.GetUtcNow(), updater.Current.FetchedAt);
        Assert.NotEqual(before.ETag, updater.Current.ETag);
        await updater.RefreshAsync();
        Assert.Equal(updater.Current.ETag, Server.Requests.Last().Header("If-None-Match"));
        Assert.Empty(heard);
        Server.Payload = Payloads.Encrypted("b");
        Assert.IsType<RefreshResult.Updated>(await updater.RefreshAsync());
        Assert.Equal(["b"], heard);
    }

    [Fact]
    public async Task A_streamed_payload_that_is_encrypted_anew_is_the_same()
    {
        Server.OffersStream = true;
        Server.Payload = Payloads.Encrypted("a");
        var updater = Updater(PayloadUpdateMode.Streaming, decryptionKey: Payloads.Key);
        await StartAsync(updater);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
        var before = updater.Current!.Payload;
        await Server.SendAsync("features", Payloads.Encrypted("a"));
        await Eventually.TrueAsync(() => Subscriber.Results.Count == 3, "the event");
        Assert.IsType<RefreshResult.Unchanged>(Subscriber.Results[2]);
        Assert.Same(before, updater.Current.Payload);
    }

    [Theory]
    [InlineData("""{"features":{"name":{"defaultValue":"a"}},"dateUpdated":"2026-01-01T00:00:00Z"}""", """{"features":{"name":{"defaultValue":"a"}},"dateUpdated":"2026-01-02T00:00:00Z"}""")]
    [InlineData("""{"features":{"name":{"defaultValue":"a"}},"savedGroups":{"g":["1"]}}""", """{"features":{"name":{"defaultValue":"a"}},"savedGroups":{"g":["2"]}}""")]
    public void Any_other_difference_counts(string one, string other)
    {
        Assert.NotEqual(Hash(one, null), Hash(other, null));
        Assert.NotEqual(Hash(one, Payloads.Key), Hash(other, Payloads.Key));
    }

    [Fact]
    public void The_hash_of_a_decrypted_content_depends_on_the_key_and_is_not_that_of_the_text()
    {
        var text = Payloads.Encrypted("a");
        Assert.Equal(Hash(text, Payloads.Key), Hash(Payloads.Encrypted("a"), Payloads.Key));
        Assert.NotEqual(Hash(text, Payloads.Key), Hash(Payloads.Encrypted("b"), Payloads.Key));
        Assert.Equal(Hash(text, "AAAAAAAAAAAAAAAAAAAAAA=="), Hash(text, null)); // another key decrypts nothing
        Assert.Equal(Hash("{\"encryptedFeatures\":", Payloads.Key), Hash("{\"encryptedFeatures\":", null));
        Assert.Equal(64, Hash(text, Payloads.Key).Length);
    }

    [Fact]
    public async Task Confirmations_do_not_write_a_cached_payload_again_for_five_minutes()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        await StartAsync(updater);
        foreach (var seconds in new[] { 60, 60, 60, 60, 59 })
            await ConfirmAsync(updater, TimeSpan.FromSeconds(seconds));
        Assert.Equal(1, _cache.Writes);
        await ConfirmAsync(updater, TimeSpan.FromSeconds(1));
        Assert.Equal((2, Time.GetUtcNow()), (_cache.Writes, _cache.Payload!.FetchedAt));
    }

    [Theory]
    [InlineData(540, 5)] // half of the time to live and of stale-while-revalidate
    [InlineData(3540, 30)]
    [InlineData(864_000, 60)]
    public async Task A_restart_can_use_a_cached_payload_as_long_as_the_server_confirmed_it(int staleWhileRevalidate, int minutes)
    {
        Server.CacheControl = $"max-age=60, stale-while-revalidate={staleWhileRevalidate}";
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        await StartAsync(updater);
        await ConfirmAsync(updater, TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, _cache.Writes);
        await ConfirmAsync(updater, TimeSpan.FromSeconds(1));
        Assert.Equal(2, _cache.Writes);
    }

    [Fact]
    public async Task A_new_entity_tag_or_offer_of_a_stream_is_written_at_once()
    {
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        await StartAsync(updater);
        Server.OnFeatures = async http =>
        {
            http.Response.Headers.ETag = "\"other\"";
            await Faults.Status(200, Server.Payload)(http);
        };
        await ConfirmAsync(updater, TimeSpan.FromSeconds(1));
        Assert.Equal((2, "\"other\""), (_cache.Writes, _cache.Payload!.ETag));
        (Server.OnFeatures, Server.OffersStream) = (null, true);
        await ConfirmAsync(updater, TimeSpan.FromSeconds(1));
        Assert.Equal((3, true), (_cache.Writes, _cache.Payload.OffersStream));
        await ConfirmAsync(updater, TimeSpan.FromSeconds(1));
        Assert.Equal(3, _cache.Writes);
    }

    [Fact]
    public async Task A_process_that_started_from_the_cache_writes_it_only_when_it_needs_to()
    {
        await _cache.WriteAsync("", new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("a")), Time.GetUtcNow() - TimeSpan.FromMinutes(4)) { Lifetime = CacheLifetime.Unknown }, default);
        Server.HasETags = false;
        var updater = Updater(PayloadUpdateMode.Manual, options => options with { Cache = _cache });
        await StartAsync(updater);
        Assert.Equal((1, PayloadOrigin.Network), (_cache.Writes, updater.Current!.Origin));
        await ConfirmAsync(updater, TimeSpan.FromMinutes(1));
        Assert.Equal(2, _cache.Writes);
    }

    [Fact]
    public void An_encrypted_part_with_half_of_a_surrogate_pair_counts_as_it_came()
    {
        const string Json = """{"encryptedFeatures":"\ud800"}""";
        Assert.Equal(Hash(Json, null), Hash(Json, Payloads.Key));
    }

    private async Task ConfirmAsync(PayloadUpdater updater, TimeSpan after)
    {
        Time.Advance(after);
        Assert.IsType<RefreshResult.Unchanged>(await updater.RefreshAsync());
    }

    private static string Hash(string json, string? key) => ContentHash.OfPayload(Encoding.UTF8.GetBytes(json), key).ToString();
}
