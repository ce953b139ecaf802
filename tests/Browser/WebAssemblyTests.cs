namespace GrowthBook.Browser.Tests;

/// <summary>The sample of Blazor in a browser, whose .NET is WebAssembly.</summary>
public sealed class WebAssemblyTests(Chromium browser) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Components_show_the_payload_and_each_change_of_it()
    {
        Chromium.Need();
        await using var site = await BlazorSite.StartAsync("""{"features":{"dark-mode":{"defaultValue":true},"max-basket-items":{"defaultValue":30}}}""", ("UpdateMode", "Streaming"));
        browser.Open(site.Home);
        browser.Until("document.getElementById('mode')?.textContent === 'dark' && document.getElementById('items').textContent === '30'");
        site.Payload = """{"features":{"dark-mode":{"defaultValue":false},"max-basket-items":{"defaultValue":40}}}""";
        browser.Until("document.getElementById('mode').textContent === 'light' && document.getElementById('items').textContent === '40'");
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public async Task Components_show_what_a_server_evaluates()
    {
        Chromium.Need();
        await using var site = await BlazorSite.StartAsync(
            """{"features":{"dark-mode":{"defaultValue":false,"rules":[{"condition":{"id":"u-1"},"force":true}]},"max-basket-items":{"defaultValue":30}}}""",
            ("RemoteEvaluation", "true"), ("RemoteEvaluationTimeout", "00:01:00"));
        browser.Open(site.Home);
        browser.Until("document.getElementById('mode')?.textContent === 'dark' && document.getElementById('items').textContent === '30'");
        Assert.Empty(browser.Messages());
    }

    /// <summary>The payload is that of the tests of the flag server, encrypted by openssl.</summary>
    [SkippableFact]
    public async Task An_encrypted_payload_is_refused_with_the_mend()
    {
        Chromium.Need();
        await using var site = await BlazorSite.StartAsync(
            """{"features":{},"encryptedFeatures":"EBESExQVFhcYGRobHB0eHw==.puI+NjeyHV5cHGUFh5a8Id0QBccrnKbXurLzXo0ooZFxdWbM4+FTWt9xAsA2YBg8AEUsk5/XUhwRyfUqCCYCUnALF4VRL/ahLGEEl+50legvaAtKmHbOGo93RKdD6LKV"}""",
            ("DecryptionKey", "AAECAwQFBgcICQoLDA0ODw=="));
        browser.Open(site.Home);
        var messages = new List<string>();
        browser.Until(() => Add(messages).Any(message => message.Contains("give the browser an SDK connection without encryption", StringComparison.Ordinal)));
        Assert.Equal("light", browser.Driver.ExecuteScript("return document.getElementById('mode').textContent"));
    }

    private List<string> Add(List<string> messages)
    {
        messages.AddRange(browser.Messages());
        return messages;
    }
}
