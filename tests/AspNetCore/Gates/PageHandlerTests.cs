using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore.Tests.Gates;

/// <summary>
/// MVC runs no filter of a page's handler, so a condition on one would gate nothing. The pages are made by hand, because one on its own in the test assembly
/// would fail the other tests' applications.
/// </summary>
public sealed class PageHandlerTests
{
    public static TheoryData<Type, string> Pages => new()
    {
        { typeof(Page<WithFeature>), "the handler WithFeature.OnPost of a Razor page requires the feature `beta`" },
        { typeof(Page<WithVariation>), "the handler WithVariation.OnPostAsync of a Razor page requires the feature `checkout`" },
        { typeof(Page<WithValue>), "the handler WithValue.OnGet of a Razor page requires the feature `seats`" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_condition_of_a_handler_is_an_error_with_and_without_the_users_of_requests(Type page, string message)
    {
        foreach (var hasUsers in new[] { false, true })
        {
            await using var app = Build(page, hasUsers);
            var error = Assert.Throws<InvalidOperationException>(() => app.MapRazorPages());
            Assert.Equal(message + ", but a handler is no endpoint; write the attribute on the page model, or ask IGrowthBookUser in the handler", error.Message);
        }
    }

    [Fact]
    public async Task A_condition_of_the_page_model_is_none()
    {
        await using var app = Build(typeof(Page<WithModel>), hasUsers: true);
        app.UseGrowthBook();
        app.MapRazorPages();
        await app.StartAsync();
        using var browser = new HttpClient();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(address + "/Made")).StatusCode);
    }

    [Fact]
    public async Task A_mistake_in_the_attribute_of_a_page_model_names_it()
    {
        await using var app = Build(typeof(Page<WithMistake>), hasUsers: true);
        Assert.StartsWith(
            "an attribute of WithMistake has a mistake: the feature's key is empty",
            Assert.Throws<InvalidOperationException>(() => app.MapRazorPages()).Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(Type page, bool hasUsers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (hasUsers)
            builder.Services.AddGrowthBook().UseSource(new InMemoryPayloadSource("""{"features":{"beta":{"defaultValue":false}}}""")).AddAspNetCore();
        builder.Services.AddRazorPages().ConfigureApplicationPartManager(parts =>
        {
            parts.ApplicationParts.Clear();
            parts.ApplicationParts.Add(new PagePart(page));
        });
        return builder.Build();
    }

    public sealed class WithFeature : PageModel
    {
        [RequireFeature("beta")]
        public void OnPost()
        {
        }
    }

    public sealed class WithVariation : PageModel
    {
        [RequireVariation("checkout", "one-page")]
        public Task OnPostAsync() => Task.CompletedTask;
    }

    public sealed class WithValue : PageModel
    {
        [RequireValue("seats", 3)]
        public void OnGet()
        {
        }
    }

    [RequireFeature("beta")]
    public sealed class WithModel : PageModel;

    [RequireFeature("")]
    public sealed class WithMistake : PageModel;

    /// <summary>What Razor compiles from <c>@page</c> and <c>@model</c>.</summary>
    public sealed class Page<TModel> : Microsoft.AspNetCore.Mvc.RazorPages.Page
    {
        public TModel Model => (TModel)ViewContext.ViewData.Model!;

        public override Task ExecuteAsync() => Task.CompletedTask;
    }

    private sealed class PagePart(Type page) : ApplicationPart, IRazorCompiledItemProvider
    {
        public override string Name => "page";

        public IEnumerable<RazorCompiledItem> CompiledItems => [new Item(page)];
    }

    private sealed class Item(Type page) : RazorCompiledItem
    {
        public override string Identifier => "/Pages/Made.cshtml";

        public override string Kind => "mvc.1.0.razor-page";

        public override IReadOnlyList<object> Metadata => [];

        public override Type Type => page;
    }
}
