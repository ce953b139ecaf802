using GrowthBook.AspNetCore.Tests;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Requests;

/// <summary>An application with feature management: the header <c>group</c> is an attribute; group <c>beta</c> has the feature <c>beta</c>.</summary>
internal static class Application
{
    public static readonly TestFeatures Features =
    [
        Feature("beta").Off().ForceWhen("group", "beta", true),
        Feature("closed").Off(),
        Feature("checkout").Returns("steps").ForceWhen("group", "beta", "one-page"),
    ];

    /// <summary>Starts it. The configuration has the feature <c>legacy</c>, which is on.</summary>
    public static Task<Site> StartAsync(
        Action<WebApplication> app, TestFeatures? features = null, Action<IServiceCollection>? services = null, Action<IFeatureManagementBuilder>? management = null) =>
        Site.StartAsync(features ?? Features, app, options => options.Attributes.AddHeader("group"), builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("FeatureManagement:legacy", "true")]);
            services?.Invoke(builder.Services);
            var added = builder.Services.AddFeatureManagement().UseGrowthBook();
            management?.Invoke(added);
        });

    /// <summary>A browser of a group; the empty text for none.</summary>
    public static HttpClient BrowserOf(this Site site, string group)
    {
        var browser = site.Browser();
        if (group.Length > 0)
            browser.DefaultRequestHeaders.Add("group", group);
        return browser;
    }
}
