using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.FeatureManagement.Tests.Requests;

public sealed class TagHelperTests
{
    [Theory]
    [InlineData("", "[no beta][steps][legacy]")]
    [InlineData("beta", "[beta][any][one page][legacy]")]
    public async Task A_feature_element_renders_its_content_for_the_users_of_the_feature_or_variant(string group, string content)
    {
        await using var site = await Application.StartAsync(
            app => app.MapRazorPages(),
            services: services => services.AddRazorPages(options => options.RootDirectory = "/Requests").AddApplicationPart(typeof(TagHelperTests).Assembly));
        using var browser = site.BrowserOf(group);
        Assert.Equal(content, string.Concat((await browser.GetStringAsync("/content")).Where(character => character is not ('\r' or '\n'))));
    }
}
