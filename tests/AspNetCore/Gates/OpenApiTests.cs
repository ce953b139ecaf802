using System.Text.Json;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Gates;

/// <summary>Documents of Microsoft.AspNetCore.OpenApi leave closed operations out.</summary>
public sealed class OpenApiTests
{
    private static readonly TestFeatures Features = [Feature("beta").Off().ForceWhen("beta", "yes", true), Feature("checkout").Returns("one-page")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_has_the_operations_that_are_open_for_its_reader(bool hasStore)
    {
        await using var site = await StartAsync(hasStore);
        using var browser = site.Browser();
        Assert.Equal(["/open", "/mvc-open"], await PathsAsync(browser));
        browser.DefaultRequestHeaders.Add("beta", "yes");
        Assert.Equal(["/beta", "/open", "/mvc", "/mvc/pro", "/mvc-open"], await PathsAsync(browser));
        Assert.Empty(site.Effects);
    }

    [Fact]
    public async Task Outside_of_a_request_only_operations_that_are_open_for_everybody_are_described()
    {
        await using var site = await StartAsync(hasStore: false);
        var groups = site.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups;
        Assert.Equal(["mvc-open", "open"], groups.Items.SelectMany(group => group.Items).Select(operation => operation.RelativePath!).Order());
    }

    [Fact]
    public async Task Without_gates_all_operations_are_described()
    {
        await using var site = await Site.StartAsync(Features, app =>
        {
            app.MapOpenApi();
            app.MapGet("/open", () => "");
        }, services: builder => builder.Services.AddOpenApi());
        using var browser = site.Browser();
        Assert.Equal(["/open"], await PathsAsync(browser));
    }

    private static async Task<string[]> PathsAsync(HttpClient browser)
    {
        using var document = JsonDocument.Parse(await browser.GetStringAsync("/openapi/v1.json"));
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name)];
    }

    private static Task<Site> StartAsync(bool hasStore) => Site.StartAsync(Features, app =>
    {
        app.UseGrowthBook();
        app.MapOpenApi();
        app.MapGet("/beta", () => "").RequireFeature("beta");
        app.MapGet("/open", () => "").RequireVariation("checkout", "one-page");
        app.MapControllers();
    }, options => options.Attributes.AddHeader("beta"), builder =>
    {
        builder.Services.AddOpenApi();
        builder.Services.AddAuthorization();
        builder.Services.AddControllers().AddApplicationPart(typeof(Site).Assembly);
    }, growthBook => _ = hasStore ? growthBook.UseStickyBuckets(new InMemoryStickyBucketStore()) : growthBook);
}
