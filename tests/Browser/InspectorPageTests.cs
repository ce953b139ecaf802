using System.Text.Json;
using System.Text.RegularExpressions;
using OpenQA.Selenium;

namespace GrowthBook.Browser.Tests;

public sealed class InspectorPageTests(Chromium browser) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task A_feature_is_found_opened_and_forced_with_the_keyboard_alone()
    {
        Chromium.Need();
        await using var site = new LiveSite();
        browser.Open(site.Inspector);
        browser.Until("document.querySelectorAll('#list > li').length === 5");

        browser.Press("/", "buy", Keys.ArrowDown, Keys.Enter);
        browser.Until("document.activeElement.matches('[data-key=\"buy-button\"] summary') && document.querySelectorAll('#list > li').length === 1");
        browser.Until("document.querySelector('[data-key=\"buy-button\"] .tree') !== null");
        var forced = (string)browser.Driver.ExecuteScript("return document.querySelector('[data-key=\"buy-button\"] [role=group] button[aria-pressed=false]').title")!;
        for (var tabs = 0; browser.Driver.ExecuteScript("return document.activeElement.matches('[role=group] button[aria-pressed=false]')") is not true; tabs++)
        {
            Assert.True(tabs < 20, "the tabulator key does not reach the variations");
            browser.Press(Keys.Tab);
        }
        browser.Press(Keys.Enter);
        browser.Until("document.querySelector('[data-key=\"buy-button\"] .badge.forced') !== null");

        browser.Driver.Navigate().GoToUrl(site.Home);
        Assert.Equal(JsonSerializer.Deserialize<string>(forced), ButtonOf(browser.Driver.PageSource));
    }

    [SkippableFact]
    public async Task A_changed_attribute_marks_the_changed_values_and_the_shop_stays()
    {
        Chromium.Need();
        await using var site = new LiveSite();
        browser.Open(site.Inspector);
        browser.Until("document.querySelectorAll('#list > li').length === 5");
        browser.Driver.FindElement(By.Id("add-name")).SendKeys("plan");
        browser.Driver.FindElement(By.Id("add-value")).SendKeys("member" + Keys.Enter);
        browser.Until("document.querySelector('[data-key=\"members-sale\"] .value').textContent === 'falsetrue'");
        Assert.Equal(["members-sale"], browser.Driver.FindElements(By.CssSelector("li:has(.badge.changed)")).Select(item => item.GetDomAttribute("data-key")));
        browser.Driver.FindElement(By.Id("reset")).Click();
        browser.Until("document.querySelector('[data-key=\"members-sale\"] .value').textContent === 'false'");
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public async Task A_changed_payload_appears_in_the_inspector_and_in_the_shop()
    {
        Chromium.Need();
        await using var site = new LiveSite();
        browser.Open(site.Inspector);
        browser.Until("document.querySelectorAll('#list > li').length === 5");
        site.Site.Payload = site.Site.Payload.Replace("Made to be used every day", "Good evening", StringComparison.Ordinal);
        browser.Until("document.querySelector('[data-key=\"greeting\"] .value').textContent === '\"Good evening\"'");

        browser.Driver.Navigate().GoToUrl(site.Home);
        browser.Until("document.readyState === 'complete'");
        site.Site.Payload = site.Site.Payload.Replace("Good evening", "Good night", StringComparison.Ordinal);
        browser.Until("document.querySelector('h1')?.textContent === 'Good night'");
    }

    [SkippableFact]
    public async Task Texts_of_an_attacker_are_shown_as_text()
    {
        Chromium.Need();
        const string Text = "<img src=x onerror=\"document.title='run'\"></script><script>document.title='run'</script>";
        var text = JsonSerializer.Serialize(Text);
        await using var site = new LiveSite($$"""{"features":{ {{text}}: { "defaultValue": {{text}}, "rules": [{ "id": {{text}}, "condition": { {{text}}: {{text}} }, "force": {{text}} }] } } }""");
        browser.Open(new Uri(site.Inspector, "?x=1"));
        browser.Until("document.querySelectorAll('#list > li').length === 1");
        browser.Driver.ExecuteScript("document.querySelector('#list summary').click()");
        browser.Until("document.querySelector('#list .tree') !== null");
        Assert.Equal(Text, browser.Driver.FindElement(By.CssSelector("#list .key")).Text);
        Assert.Equal("GrowthBook inspector", browser.Driver.Title);
        Assert.Empty(browser.Driver.FindElements(By.CssSelector("main img, main script")));
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public async Task Thousands_of_features_are_200_rows_and_a_search_finds_each()
    {
        Chromium.Need();
        await using var site = new LiveSite($$"""{"features":{ {{string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"feature-{i:0000}\":{{\"defaultValue\":{i}}}"))}} } }""");
        browser.Open(site.Inspector);
        browser.Until("document.querySelectorAll('#list > li').length === 200");
        browser.Press("/", "feature-2987");
        browser.Until("document.querySelectorAll('#list > li').length === 1 && document.querySelector('#list .value').textContent === '2987'");
        Assert.Equal("1 of 3000", browser.Driver.FindElement(By.Id("count")).Text);
    }

    private static string ButtonOf(string page) => Regex.Match(page, "href=\"/checkout\">([^<]*)<span").Groups[1].Value;
}
