namespace GrowthBook.Browser.Tests;

/// <summary>Every page at the width of a phone and of a desktop, light and dark.</summary>
public sealed class PageTests(Chromium browser) : IClassFixture<Chromium>
{
    [SkippableTheory]
    [InlineData(360, "light")]
    [InlineData(360, "dark")]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    public async Task Pages_are_accessible_fit_and_run_without_a_message(int width, string scheme)
    {
        Chromium.Need();
        await using var site = new LiveSite();
        foreach (var (path, name) in new[] { ("/", "home"), ("/checkout", "checkout"), ("/studio-story", "studio") })
        {
            browser.Open(new Uri(site.Home, path), width, scheme);
            browser.AssertFits($"{name}-{width}-{scheme}");
        }

        browser.Open(site.Inspector, width, scheme);
        browser.Until("document.querySelectorAll('#list > li').length === 5 && document.querySelector('#live').textContent === 'connected'");
        browser.AssertFits($"inspector-{width}-{scheme}");

        foreach (var section in new[] { "visitor", "forced", "payload" })
            browser.Driver.ExecuteScript($"document.getElementById('{section}').open = true");
        browser.Driver.ExecuteScript("document.querySelector('[data-key=\"buy-button\"] summary').click()");
        browser.Until("document.querySelector('[data-key=\"buy-button\"] .tree') !== null");
        browser.Driver.ExecuteScript("document.querySelector('[data-key=\"buy-button\"] [role=group] button').click()");
        browser.Until("document.querySelector('[data-key=\"buy-button\"] .badge.forced') !== null");
        browser.AssertFits($"inspector-open-{width}-{scheme}");
    }
}
