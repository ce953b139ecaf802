using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Pages;

public sealed class TagHelperTests
{
    [Theory]
    [InlineData("", "[no beta]")]
    [InlineData("yes", "[beta][one page][not steps]")]
    public async Task An_element_renders_its_content_for_the_users_of_the_feature(string group, string content)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", group);
        Assert.Equal(content, (await browser.GetStringAsync("/content")).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    /// <summary>One wrong letter would publish what the element hides.</summary>
    [Theory]
    [InlineData("feature", "<growthbook> has no attribute `featur`; did you mean feature?")]
    [InlineData("none", "<growthbook> has no feature, so its content would have no condition; write <growthbook feature=\"KEY\">")]
    [InlineData("empty", "<growthbook> has no feature, so its content would have no condition; write <growthbook feature=\"KEY\">")]
    [InlineData("negate", "<growthbook> has no attribute `negat`; did you mean negate?")]
    [InlineData("variation", "<growthbook> has no attribute `variaton`; did you mean variation?")]
    [InlineData("no-variation", "<growthbook feature=\"beta\"> has an empty variation, which no user has; name one, or leave the attribute out")]
    [InlineData("class", "<growthbook> has no attribute `class`; its attributes are feature, variation, negate")]
    [InlineData("includes", "<growthbook-hydration> has no attribute `include`; did you mean includes?")]
    [InlineData("nonce", "<growthbook-devtools> has no attribute `nonse`; did you mean nonce?")]
    public async Task A_mistaken_element_is_an_error_and_shows_nothing(string mistake, string message)
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", "yes");
        using var response = await browser.GetAsync("/mistaken/" + mistake);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Contains(site.Log.GetSnapshot(), record => record.Exception?.Message == message);
    }

    /// <summary>The page is that of <c>docs/aspnetcore.md</c>.</summary>
    [Fact]
    public async Task A_cached_part_of_a_page_that_varies_by_the_value_is_that_of_the_visitor()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        foreach (var (group, content) in new[] { ("yes", "new"), ("", "old"), ("yes", "new"), ("", "old") })
        {
            browser.DefaultRequestHeaders.Remove("beta");
            browser.DefaultRequestHeaders.Add("beta", group);
            Assert.Equal(content, (await browser.GetStringAsync("/cached-part")).Trim());
        }
    }

    private static Task<Site> StartAsync() => Site.StartAsync(
        Of(Feature("beta").Off().ForceWhen("beta", "yes", true), Feature("banner").Off().ForceWhen("beta", "yes", true), Feature("checkout").Returns("steps").ForceWhen("beta", "yes", "one-page")),
        app => app.MapRazorPages(),
        options => options.Attributes.AddHeader("beta"),
        builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly));
}
