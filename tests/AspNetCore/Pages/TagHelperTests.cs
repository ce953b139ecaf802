using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Pages;

public sealed class TagHelperTests
{
    [Theory]
    [InlineData("", "[no beta]<growthbook>[unbound]</growthbook>")]
    [InlineData("yes", "[beta][one page][not steps]<growthbook>[unbound]</growthbook>")]
    public async Task An_element_renders_its_content_for_the_users_of_the_feature(string group, string content)
    {
        await using var site = await Site.StartAsync(
            Of(Feature("beta").Off().ForceWhen("beta", "yes", true), Feature("checkout").Returns("steps").ForceWhen("beta", "yes", "one-page")),
            app => app.MapRazorPages(),
            options => options.Attributes.AddHeader("beta"),
            builder => builder.Services.AddRazorPages().AddApplicationPart(typeof(Site).Assembly));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("beta", group);
        Assert.Equal(content, (await browser.GetStringAsync("/content")).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }
}
