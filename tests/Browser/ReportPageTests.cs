using GrowthBook.Analysis;
using GrowthBook.Analysis.Tests;
using OpenQA.Selenium;

namespace GrowthBook.Browser.Tests;

/// <summary>The pages of results, as files.</summary>
public sealed class ReportPageTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gb-pages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(360, "light")]
    [InlineData(360, "dark")]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    public void Pages_are_accessible_fit_and_run_without_a_message(int width, string scheme)
    {
        Chromium.Need();
        foreach (var result in SampleResults.All)
        {
            browser.Open(FileOf(result), width, scheme);
            browser.SaveScreenshot($"{result["kind"].AsString()}-{width}-{scheme}");
            browser.Driver.ExecuteScript("document.querySelectorAll('details').forEach(part => { part.open = true; })");
            browser.AssertFits($"{result["kind"].AsString()}-open-{width}-{scheme}");
        }
    }

    [SkippableFact]
    public void Hostile_texts_are_shown_as_text_and_fit()
    {
        Chromium.Need();
        foreach (var result in SampleResults.All)
        {
            browser.Open(FileOf(HostileTexts.In(result)), width: 360);
            browser.Driver.ExecuteScript("document.querySelectorAll('details').forEach(part => { part.open = true; })");
            browser.AssertFits($"hostile-{result["kind"].AsString()}");
            Assert.Empty(browser.Driver.FindElements(By.CssSelector("img, iframe, main script, main style")));
            Assert.Contains("<script>alert(1)</script>", (string)browser.Driver.ExecuteScript("return document.querySelector('main').innerText")!, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void A_search_with_the_keyboard_shows_the_rows_that_match_and_opens_their_parts()
    {
        Chromium.Need();
        browser.Open(FileOf(SampleResults.Expect));

        browser.Press("/", "5.2.0 US");

        Assert.Equal(["app=5.2.0, country=US"], Visible("tbody td:nth-child(2)"));
        Assert.Empty(Visible(".findings li"));
        Assert.Equal("1 of 11 rows", browser.Driver.FindElement(By.Id("found")).Text);
        browser.Press(Keys.Backspace, Keys.Control + "a", Keys.Delete);
        Assert.Equal(2, Visible(".findings li").Length);
        Assert.Empty(Visible("tbody td:nth-child(2)"));
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public void A_heading_sorts_with_the_keyboard_by_number()
    {
        Chromium.Need();
        browser.Open(FileOf(SampleResults.Srm));
        Assert.Equal(["checkout-redesign", "free-returns-days", "price-badge"], Experiments());

        browser.Driver.ExecuteScript("document.querySelectorAll('thead button')[1].focus()");
        browser.Press(Keys.Enter);
        Assert.Equal(["free-returns-days", "checkout-redesign", "price-badge"], Experiments());
        browser.Press(Keys.Enter);
        Assert.Equal(["price-badge", "checkout-redesign", "free-returns-days"], Experiments());

        Assert.Equal("ascending", browser.Driver.FindElements(By.CssSelector("thead th"))[1].GetDomAttribute("aria-sort"));
        Assert.Empty(browser.AccessibilityFaults());

        string[] Experiments() => [.. browser.Driver.FindElements(By.CssSelector("table:first-of-type tbody th")).Take(3).Select(cell => cell.Text)];
    }

    [SkippableFact]
    public void Without_scripts_a_page_has_its_rows_and_no_search()
    {
        Chromium.Need();
        browser.Driver.ExecuteCdpCommand("Emulation.setScriptExecutionDisabled", new() { ["value"] = true });
        try
        {
            browser.Open(FileOf(SampleResults.Diff));
            Assert.Contains(browser.Driver.FindElements(By.CssSelector("tbody tr")), row => row.Displayed);
            Assert.False(browser.Driver.FindElement(By.Id("search")).Displayed);
            Assert.Empty(browser.Driver.FindElements(By.TagName("button")));
        }
        finally
        {
            browser.Driver.ExecuteCdpCommand("Emulation.setScriptExecutionDisabled", new() { ["value"] = false });
        }
    }

    private Uri FileOf(Value.Object result)
    {
        var path = Path.Combine(_folder.FullName, result["kind"].AsString() + ".html");
        File.WriteAllText(path, Report.ToHtml(result).Value);
        return new Uri(path);
    }

    private string[] Visible(string selector) => [.. browser.Driver.FindElements(By.CssSelector(selector)).Where(element => element.Displayed).Select(element => element.Text)];
}
