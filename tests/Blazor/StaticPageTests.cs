using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Blazor.Tests;

/// <summary>Pages that the server renders, on Kestrel.</summary>
public sealed class StaticPageTests
{
    [Theory]
    [InlineData(null, "<p>off</p>")]
    [InlineData("pro", "<p>on</p>")]
    public async Task A_page_waits_for_the_lookups_of_its_user(string? plan, string content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRazorComponents();
        builder.Services.AddGrowthBook(options => options.StartTimeout = TimeSpan.FromMinutes(1))
            .UseSource(Of(Feature("beta").Off().ForceWhen("plan", "pro", true)).ToSource())
            .UseStickyBuckets(new InMemoryStickyBucketStore())
            .AddBlazor(options => options.Attributes.AddClaim("plan"));
        await using var app = builder.Build();
        app.Use((http, next) =>
        {
            if (http.Request.Headers["X-Plan"].ToString() is { Length: > 0 } header)
                http.User = new(new System.Security.Claims.ClaimsIdentity([new("plan", header)], "test"));
            return next(http);
        });
        app.MapGet("/", () => new RazorComponentResult<Root>());
        await app.StartAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        if (plan is not null)
            browser.DefaultRequestHeaders.Add("X-Plan", plan);
        Assert.Equal(content, await browser.GetStringAsync("/"));
    }

    private sealed class Root : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<GrowthBookFeature>(0);
            builder.AddComponentParameter(1, nameof(GrowthBookFeature.Key), "beta");
            builder.AddComponentParameter(2, nameof(GrowthBookFeature.On), (RenderFragment)(content => content.AddMarkupContent(0, "<p>on</p>")));
            builder.AddComponentParameter(3, nameof(GrowthBookFeature.Off), (RenderFragment)(content => content.AddMarkupContent(0, "<p>off</p>")));
            builder.CloseComponent();
        }
    }
}
