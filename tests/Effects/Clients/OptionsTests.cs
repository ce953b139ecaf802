using System.Reflection;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Validation reports all faults at once, with the property, the requirement and the value, and without keys.</summary>
public sealed class OptionsTests
{
    private const string Key = "sdk-TopSecretClientKey1";

    [Theory]
    [InlineData("GrowthBookOptions.ClientKey: must be the client key of the SDK connection in GrowthBook, unless PayloadFile names a file with the payload, was empty")]
    [InlineData("GrowthBookOptions.ApiHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was `shop`")]
    [InlineData("GrowthBookOptions.StreamingHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was `ftp://x`")]
    [InlineData("GrowthBookOptions.DecryptionKey: must be the base64 key of the SDK connection in GrowthBook, was another text of 1 characters")]
    [InlineData("GrowthBookOptions.RequestTimeout: must be above zero and at most a day, was 00:00:00")]
    [InlineData("GrowthBookOptions.Headers: must be without a header twice, ignoring case, was one with `X` twice")]
    [InlineData("GrowthBookOptions.Headers: must be headers with names and values that HTTP allows, was one with an invalid `a b`")]
    [InlineData("GrowthBookOptions.StreamingHeaders: must be headers with names and values that HTTP allows, was one with an invalid `a b`")]
    [InlineData("GrowthBookOptions.PayloadFile: must be the name of a file, or null for the server, was blank")]
    [InlineData("GrowthBookOptions.CacheDirectory: must be the name of a directory, or null for no cache, was blank")]
    [InlineData("GrowthBookOptions.UpdateMode: must be Manual, OnDemand, Polling or Streaming, was 9")]
    [InlineData("GrowthBookOptions.MaxTimeToLive: must be from 00:00:01 to 30 days, was 00:00:00")]
    [InlineData("GrowthBookOptions.OlderPayloadDelay: must be from 00:00:00 to 30 days, was -00:00:01")]
    [InlineData("GrowthBookOptions.TimeToLive: must be from 00:00:01 to 30 days, was 00:00:00.5000000")]
    [InlineData("GrowthBookOptions.StaleWhileRevalidate: must be from 00:00:00 to 30 days, was -00:00:01")]
    [InlineData("GrowthBookOptions.PollingInterval: must be from 00:00:01 to 30 days, was 00:00:00")]
    [InlineData("EffectWriterOptions.Capacity: must be at least 1, was 0")]
    [InlineData("EffectWriterOptions.StopTimeout: must be from zero to a day, was -00:00:01")]
    [InlineData("EffectWriterOptions.MaxBatchDelay: must be from zero to a day, was 40.00:00:00")]
    [InlineData("GrowthBookOptions.MaxPayloadBytes: must be above zero, was 0")]
    [InlineData("GrowthBookOptions.StickyBucketTimeout: must be above zero and at most an hour, was 00:00:00")]
    [InlineData("GrowthBookOptions.RemoteEvaluationTimeout: must be above zero and at most an hour, was 00:00:00")]
    [InlineData("GrowthBookOptions.RemoteEvaluationTimeout: must be above zero and at most an hour, was 01:00:01")]
    [InlineData("GrowthBookOptions.StartTimeout: must be from zero to a day, or infinite, was -00:00:01")]
    [InlineData("GrowthBookOptions.StartTimeout: must be from zero to a day, or infinite, was 40.00:00:00")]
    [InlineData("GrowthBookOptions.DeduplicationCapacity: must be at least 0, was -1")]
    [InlineData("GrowthBookOptions.ForcedFeatures:layout: must be JSON text, was `{\"columns\":`")]
    [InlineData("GrowthBookOptions.ForcedFeatures:layout: must be JSON text, was ` [1, 2`")]
    [InlineData("GrowthBookOptions.ForcedFeatures:layout: must be JSON text, was `\"blue`")]
    [InlineData("GrowthBookOptions.SecureAttributeSalt: must be the salt of the organisation's settings")]
    [InlineData("GrowthBookOptions.RemoteEvaluation: must be off if the payload comes from a file or a source object, was on")]
    [InlineData("GrowthBookOptions.ApiHost: must be the address of your own GrowthBook server or proxy for remote evaluation, was GrowthBook's cloud host `cdn.growthbook.io`")]
    [InlineData("GrowthBookOptions.DecryptionKey: must be empty with remote evaluation, whose responses are not encrypted, was a key")]
    public void A_fault_is_named_with_its_place(string message)
    {
        var options = new GrowthBookOptions { ClientKey = Key };
        Break(options, message);
        var fault = Assert.Single(options.Validate(), fault => fault.StartsWith(message, StringComparison.Ordinal));
        Assert.DoesNotContain(Key, fault, StringComparison.Ordinal);
        Assert.False(fault.EndsWith('.'));
        Assert.Contains(message, Assert.Throws<ArgumentException>("options", () => new GrowthBookClient(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_at_once_without_keys()
    {
        var options = new GrowthBookOptions { ClientKey = " ", ApiHost = "nowhere", DecryptionKey = "TopSecretDecryptionKey", DeduplicationCapacity = -1, SecureAttributes = ["email"] };
        options.Headers["a b"] = "TopSecretHeader";
        options.Writer.BatchSize = 0;
        var message = Assert.Throws<ArgumentException>(() => new GrowthBookClient(options)).Message;
        foreach (var place in new[] { "ClientKey", "ApiHost", "DecryptionKey", "DeduplicationCapacity", "SecureAttributeSalt", "`a b`", "BatchSize" })
            Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.DoesNotContain("TopSecret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_need_a_client_key_and_nothing_else()
    {
        Assert.StartsWith("GrowthBookOptions.ClientKey: must be", Assert.Single(new GrowthBookOptions().Validate()), StringComparison.Ordinal);
        Assert.Empty(new GrowthBookOptions { ClientKey = Key }.Validate());
        Assert.Empty(new GrowthBookOptions { PayloadFile = "features.json" }.Validate());
        Assert.Empty(new GrowthBookOptions { ClientKey = Key, StartTimeout = Timeout.InfiniteTimeSpan }.Validate());
        Assert.Empty(new GrowthBookOptions { ClientKey = Key, UpdateMode = PayloadUpdateMode.Streaming }.Validate());
        Assert.Empty(new GrowthBookOptions { ClientKey = Key, RemoteEvaluation = true, ApiHost = "https://gb.shop.example" }.Validate());
    }

    [Fact]
    public void Null_means_the_default()
    {
        var options = new GrowthBookOptions
        {
            ClientKey = null!,
            ApiHost = null!,
            Headers = null!,
            ForcedVariations = null!,
            ForcedFeatures = null!,
            BlockedChangeIds = null!,
            SecureAttributes = null!,
            Writer = null!,
            DeduplicationAttributes = null,
        };
        Assert.StartsWith("GrowthBookOptions.ClientKey: must be", Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.Equal(GrowthBookOptions.DefaultApiHost, options.ApiHost);
    }

    /// <summary>An environment variable or a JSON file often has an empty text for an option that is not set.</summary>
    [Fact]
    public void An_empty_text_means_that_an_option_is_not_set()
    {
        var (options, unset) = (new GrowthBookOptions { ClientKey = Key }, new GrowthBookOptions());
        var (warehouse, unsetWarehouse) = (new WarehouseOptions(), new WarehouseOptions());
        var texts = SetTexts(options, "") + SetTexts(warehouse, "");
        Assert.Equal(9, texts);
        Assert.All(Texts(options), property => Assert.Equal(property.GetValue(unset), property.GetValue(options)));
        Assert.All(Texts(warehouse), property => Assert.Equal(property.GetValue(unsetWarehouse), property.GetValue(warehouse)));
        options.ClientKey = Key;
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void White_space_around_client_keys_and_hosts_is_removed()
    {
        var options = new GrowthBookOptions { ClientKey = " sdk-1\r\n", ApiHost = "\thttps://gb.example ", StreamingHost = " https://stream.example" };
        Assert.Equal(("sdk-1", "https://gb.example", "https://stream.example"), (options.ClientKey, options.ApiHost, options.StreamingHost));
        Assert.Equal((GrowthBookOptions.DefaultApiHost, null), (new GrowthBookOptions { ApiHost = " " }.ApiHost, new GrowthBookOptions { StreamingHost = " " }.StreamingHost));
        var warehouse = new WarehouseOptions { ClientKey = " sdk-1 ", IngestorHost = " https://ingest.example\n" };
        Assert.Equal(("sdk-1", "https://ingest.example"), (warehouse.ClientKey, warehouse.IngestorHost));
    }

    [Fact]
    public void The_decryption_key_counts_also_without_a_server() => Assert.StartsWith(
        "GrowthBookOptions.DecryptionKey: must be",
        Assert.Single(new GrowthBookOptions { PayloadFile = "features.json", DecryptionKey = "x" }.Validate()),
        StringComparison.Ordinal);

    private static IEnumerable<PropertyInfo> Texts(object options) =>
        options.GetType().GetProperties().Where(property => property.PropertyType == typeof(string));

    private static int SetTexts(object options, string text)
    {
        foreach (var property in Texts(options))
            property.SetValue(options, text);
        return Texts(options).Count();
    }

    private static void Break(GrowthBookOptions options, string message)
    {
        const string OwnServer = "https://gb.shop.example";
        var (property, rest) = (message.Split(':')[0], message[message.IndexOf(": must", StringComparison.Ordinal)..]);
        switch (property)
        {
            case "GrowthBookOptions.ClientKey": options.ClientKey = " "; break;
            case "GrowthBookOptions.ApiHost" when rest.Contains("remote", StringComparison.Ordinal): options.RemoteEvaluation = true; break;
            case "GrowthBookOptions.ApiHost": options.ApiHost = "shop"; break;
            case "GrowthBookOptions.StreamingHost": options.StreamingHost = "ftp://x"; break;
            case "GrowthBookOptions.DecryptionKey" when rest.Contains("remote", StringComparison.Ordinal): (options.RemoteEvaluation, options.ApiHost, options.DecryptionKey) = (true, OwnServer, "Ns04T5n9+59rl2x3SlNHtQ=="); break;
            case "GrowthBookOptions.DecryptionKey": options.DecryptionKey = "x"; break;
            case "GrowthBookOptions.RequestTimeout": options.RequestTimeout = TimeSpan.Zero; break;
            case "GrowthBookOptions.Headers" when rest.Contains("twice", StringComparison.Ordinal): (options.Headers["X"], options.Headers["x"]) = ("1", "2"); break;
            case "GrowthBookOptions.Headers": options.Headers["a b"] = "1"; break;
            case "GrowthBookOptions.StreamingHeaders": options.StreamingHeaders = new() { ["a b"] = "1" }; break;
            case "GrowthBookOptions.PayloadFile": options.PayloadFile = " "; break;
            case "GrowthBookOptions.CacheDirectory": options.CacheDirectory = " "; break;
            case "GrowthBookOptions.UpdateMode": options.UpdateMode = (PayloadUpdateMode)9; break;
            case "GrowthBookOptions.MaxTimeToLive": options.MaxTimeToLive = TimeSpan.Zero; break;
            case "GrowthBookOptions.OlderPayloadDelay": options.OlderPayloadDelay = TimeSpan.FromSeconds(-1); break;
            case "GrowthBookOptions.TimeToLive": options.TimeToLive = TimeSpan.FromSeconds(0.5); break;
            case "GrowthBookOptions.StaleWhileRevalidate": options.StaleWhileRevalidate = TimeSpan.FromSeconds(-1); break;
            case "GrowthBookOptions.PollingInterval": options.PollingInterval = TimeSpan.Zero; break;
            case "EffectWriterOptions.Capacity": options.Writer.Capacity = 0; break;
            case "EffectWriterOptions.StopTimeout": options.Writer.StopTimeout = TimeSpan.FromSeconds(-1); break;
            case "EffectWriterOptions.MaxBatchDelay": options.Writer.MaxBatchDelay = TimeSpan.FromDays(40); break;
            case "GrowthBookOptions.MaxPayloadBytes": options.MaxPayloadBytes = 0; break;
            case "GrowthBookOptions.StickyBucketTimeout": options.StickyBucketTimeout = TimeSpan.Zero; break;
            case "GrowthBookOptions.StartTimeout": options.StartTimeout = rest.Contains("40", StringComparison.Ordinal) ? TimeSpan.FromDays(40) : TimeSpan.FromSeconds(-1); break;
            case "GrowthBookOptions.DeduplicationCapacity": options.DeduplicationCapacity = -1; break;
            case "GrowthBookOptions.ForcedFeatures": options.ForcedFeatures["layout"] = message[(message.IndexOf('`', StringComparison.Ordinal) + 1)..^1]; break;
            case "GrowthBookOptions.SecureAttributeSalt": options.SecureAttributes.Add("email"); break;
            case "GrowthBookOptions.RemoteEvaluationTimeout": (options.RemoteEvaluation, options.ApiHost, options.RemoteEvaluationTimeout) = (true, OwnServer, rest.Contains("01:00:01", StringComparison.Ordinal) ? new TimeSpan(1, 0, 1) : TimeSpan.Zero); break;
            case "GrowthBookOptions.RemoteEvaluation": (options.RemoteEvaluation, options.PayloadFile) = (true, "features.json"); break;
            default: throw new ArgumentException(message);
        }
    }

    [Theory]
    [InlineData("http://host/api/features/other", "/api/features/")]
    [InlineData("http://host/sub/own%20key", "/sub/", "own key")]
    [InlineData("http://host/flags/own%20key/", "/***", "own key")]
    [InlineData("http://host/proxy/api/features/sdk-abc/", "/api/features/")]
    [InlineData("http://host/api/eval/sdk-abc", "/api/eval/")]
    [InlineData("http://host/sub/sdk-abc", "/sub/")]
    public void An_address_of_an_endpoint_is_no_host(string address, string endpoint, string clientKey = "sdk-abc")
    {
        var options = new GrowthBookOptions { ClientKey = clientKey, ApiHost = address, StreamingHost = address };

        var fault = $"must be the address before `{endpoint}`, which the client adds, was one with that path";
        Assert.Equal($"GrowthBookOptions.ApiHost: {fault}\nGrowthBookOptions.StreamingHost: {fault}", string.Join('\n', options.Validate()));
    }

    [Theory]
    [InlineData("http://host/api/features/sdk-abc", "an address")]
    [InlineData("secret_abc", "a secret key of GrowthBook's API")]
    public void What_is_certainly_no_client_key_is_a_fault_without_its_text(string key, string what) =>
        Assert.Equal(
            $"GrowthBookOptions.ClientKey: must be the client key of an SDK connection, such as `sdk-abc123`, without its address, was {what}",
            string.Join('\n', new GrowthBookOptions { ClientKey = key }.Validate()));

    [Theory]
    [InlineData("http://host/api")]
    [InlineData("http://host/api/features-proxy")]
    [InlineData("http://host/sub")]
    [InlineData("http://host/sub/shop")]
    [InlineData("http://host/api/features")]
    [InlineData("http://host/api/features/")]
    [InlineData("http://host/api/features/v2/proxy")]
    public void A_host_can_have_a_path(string address) => Assert.Empty(new GrowthBookOptions { ClientKey = "sdk-abc", ApiHost = address }.Validate());

    [Fact]
    public async Task A_start_refuses_a_timeout_out_of_its_range()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions(), Shop.Services());

        foreach (var timeout in new[] { TimeSpan.FromSeconds(-2), TimeSpan.FromDays(2) })
            Assert.StartsWith("the timeout must be from zero to a day, or infinite", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.StartAsync(timeout))).Message, StringComparison.Ordinal);
        Assert.Null(client.Current);
    }
}
