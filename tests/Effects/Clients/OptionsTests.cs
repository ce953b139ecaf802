namespace GrowthBook.Client.Tests.Clients;

/// <summary>Every fault of the options is named with its place and what to do, all at once, and no key is shown.</summary>
public sealed class OptionsTests
{
    private const string Key = "sdk-TopSecretClientKey1";

    [Theory]
    [InlineData("clientKey is empty")]
    [InlineData("apiHost `shop` is not an http or https address")]
    [InlineData("streamingHost `ftp://x` is not an http or https address")]
    [InlineData("decryptionKey is not a key; copy")]
    [InlineData("requestTimeout `00:00:00` is out of range")]
    [InlineData("GrowthBookOptions.Headers: must be without a header twice, ignoring case, was one with `X` twice")]
    [InlineData("header `a b` cannot be sent")]
    [InlineData("GrowthBookOptions.PayloadFile: must be the name of a file, or null for the server, was empty")]
    [InlineData("GrowthBookOptions.CacheDirectory: must be the name of a directory, or null for no cache, was empty")]
    [InlineData("GrowthBookOptions.Updates: must be Manual, OnDemand, Polling or Streaming, was 9")]
    [InlineData("timeToLive `00:00:00.5000000` is out of range")]
    [InlineData("staleWhileRevalidate `-00:00:01` is out of range")]
    [InlineData("pollingInterval `00:00:00` is out of range")]
    [InlineData("EffectWriterOptions.Capacity: must be at least 1, was 0")]
    [InlineData("EffectWriterOptions.StopTimeout: must be from zero to a day, was -00:00:01")]
    [InlineData("EffectWriterOptions.MaxDelay: must be from zero to a day, was 40.00:00:00")]
    [InlineData("maxPayloadBytes `0` is out of range")]
    [InlineData("GrowthBookOptions.StickyBucketTimeout: must be above zero and at most an hour, was 00:00:00")]
    [InlineData("remoteEvaluationTimeout `00:00:00` is out of range")]
    [InlineData("remoteEvaluationTimeout `01:00:01` is out of range")]
    [InlineData("GrowthBookOptions.StartTimeout: must be from zero to a day, or infinite, was -00:00:01")]
    [InlineData("GrowthBookOptions.StartTimeout: must be from zero to a day, or infinite, was 40.00:00:00")]
    [InlineData("GrowthBookOptions.DeduplicationCapacity: must be at least 0, was -1")]
    [InlineData("GrowthBookOptions.SecureAttributeSalt: must be the salt of the organisation's settings")]
    [InlineData("GrowthBookOptions.RemoteEvaluation: must be off if the payload has a file or a source of its own, was on")]
    [InlineData("remote evaluation is not available on GrowthBook's cloud host")]
    [InlineData("remote evaluation does not go together with a decryption key")]
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
    public void All_faults_come_at_once_and_none_shows_a_key()
    {
        var options = new GrowthBookOptions { ClientKey = " ", ApiHost = "nowhere", DecryptionKey = "TopSecretDecryptionKey", DeduplicationCapacity = -1, SecureAttributes = ["email"] };
        options.Headers["a b"] = "TopSecretHeader";
        options.Writer.BatchSize = 0;
        var message = Assert.Throws<ArgumentException>(() => new GrowthBookClient(options)).Message;
        foreach (var place in new[] { "clientKey", "apiHost", "decryptionKey", "DeduplicationCapacity", "SecureAttributeSalt", "`a b`", "BatchSize" })
            Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.DoesNotContain("TopSecret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_need_a_client_key_and_nothing_else()
    {
        Assert.StartsWith("clientKey is empty", Assert.Single(new GrowthBookOptions().Validate()), StringComparison.Ordinal);
        Assert.Empty(new GrowthBookOptions { ClientKey = Key }.Validate());
        Assert.Empty(new GrowthBookOptions { PayloadFile = "features.json" }.Validate());
        Assert.Empty(new GrowthBookOptions { ClientKey = Key, StartTimeout = Timeout.InfiniteTimeSpan }.Validate());
        Assert.Empty(new GrowthBookOptions { ClientKey = Key, Updates = PayloadUpdateMode.Streaming }.Validate());
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
            SecureAttributes = null!,
            Writer = null!,
            DeduplicationAttributes = null,
        };
        Assert.StartsWith("clientKey is empty", Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.Equal(GrowthBookOptions.DefaultApiHost, options.ApiHost);
    }

    [Fact]
    public void The_decryption_key_counts_also_without_a_server() => Assert.StartsWith(
        "decryptionKey is not a key",
        Assert.Single(new GrowthBookOptions { PayloadFile = "features.json", DecryptionKey = "x" }.Validate()),
        StringComparison.Ordinal);

    private static void Break(GrowthBookOptions options, string message)
    {
        switch (message.Split([' ', '`'], 3))
        {
            case ["clientKey", ..]: options.ClientKey = " "; break;
            case ["apiHost", ..]: options.ApiHost = "shop"; break;
            case ["streamingHost", ..]: options.StreamingHost = "ftp://x"; break;
            case ["decryptionKey", ..]: options.DecryptionKey = "x"; break;
            case ["requestTimeout", ..]: options.RequestTimeout = TimeSpan.Zero; break;
            case ["GrowthBookOptions.Headers:", ..]: (options.Headers["X"], options.Headers["x"]) = ("1", "2"); break;
            case ["header", ..]: options.Headers["a b"] = "1"; break;
            case ["GrowthBookOptions.PayloadFile:", ..]: options.PayloadFile = ""; break;
            case ["GrowthBookOptions.CacheDirectory:", ..]: options.CacheDirectory = " "; break;
            case ["GrowthBookOptions.Updates:", ..]: options.Updates = (PayloadUpdateMode)9; break;
            case ["timeToLive", ..]: options.TimeToLive = TimeSpan.FromSeconds(0.5); break;
            case ["staleWhileRevalidate", ..]: options.StaleWhileRevalidate = TimeSpan.FromSeconds(-1); break;
            case ["pollingInterval", ..]: options.PollingInterval = TimeSpan.Zero; break;
            case ["EffectWriterOptions.Capacity:", ..]: options.Writer.Capacity = 0; break;
            case ["EffectWriterOptions.StopTimeout:", ..]: options.Writer.StopTimeout = TimeSpan.FromSeconds(-1); break;
            case ["EffectWriterOptions.MaxDelay:", ..]: options.Writer.MaxDelay = TimeSpan.FromDays(40); break;
            case ["maxPayloadBytes", ..]: options.MaxPayloadBytes = 0; break;
            case ["GrowthBookOptions.StickyBucketTimeout:", ..]: options.StickyBucketTimeout = TimeSpan.Zero; break;
            case ["GrowthBookOptions.StartTimeout:", ..]: options.StartTimeout = message.Contains("40", StringComparison.Ordinal) ? TimeSpan.FromDays(40) : TimeSpan.FromSeconds(-1); break;
            case ["GrowthBookOptions.DeduplicationCapacity:", ..]: options.DeduplicationCapacity = -1; break;
            case ["GrowthBookOptions.SecureAttributeSalt:", ..]: options.SecureAttributes.Add("email"); break;
            case ["remoteEvaluationTimeout", _, ['0', '0', ..]]: (options.RemoteEvaluation, options.ApiHost, options.RemoteEvaluationTimeout) = (true, "https://gb.shop.example", TimeSpan.Zero); break;
            case ["remoteEvaluationTimeout", ..]: (options.RemoteEvaluation, options.ApiHost, options.RemoteEvaluationTimeout) = (true, "https://gb.shop.example", new TimeSpan(1, 0, 1)); break;
            case ["GrowthBookOptions.RemoteEvaluation:", ..]: (options.RemoteEvaluation, options.PayloadFile) = (true, "features.json"); break;
            case ["remote", "evaluation", ['i', ..]]: options.RemoteEvaluation = true; break;
            case ["remote", "evaluation", ['d', ..]]: (options.RemoteEvaluation, options.ApiHost, options.DecryptionKey) = (true, "https://gb.shop.example", "Ns04T5n9+59rl2x3SlNHtQ=="); break;
            default: throw new ArgumentException(message);
        }
    }
}
