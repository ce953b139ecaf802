using Bunit;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Blazor.Tests;

/// <summary>A renderer with a client of features that a test builds.</summary>
internal sealed class Page : IAsyncDisposable
{
    private readonly BunitContext _context = new();

    private Page(InMemoryPayloadSource source) => Source = source;

    public InMemoryPayloadSource Source { get; }

    public RecordedEffects Effects { get; } = new();

    public FakeLogCollector Log { get; } = new();

    public GrowthBookClient Client => _context.Services.GetRequiredService<GrowthBookClient>();

    public IServiceProvider Services => _context.Services;

    public static async Task<Page> StartAsync(
        TestFeatures features, AuthenticationStateProvider? login = null, Action<GrowthBookBlazorOptions>? options = null, Action<GrowthBookBuilder>? growthBook = null)
    {
        var page = new Page(features.ToSource());
        page._context.Services.AddLogging(logging => logging.ClearProviders().AddProvider(new FakeLoggerProvider(page.Log)));
        page._context.Services.RemoveAll<AuthenticationStateProvider>(); // bUnit's throws
        if (login is not null)
            page._context.Services.AddSingleton(login);
        var builder = page._context.Services.AddGrowthBook().UseSource(page.Source).AddObserver(page.Effects).AddBlazor(options);
        growthBook?.Invoke(builder);
        await page.Client.StartAsync();
        return page;
    }

    public IRenderedComponent<T> Render<T>(Action<ComponentParameterCollectionBuilder<T>> parameters)
        where T : IComponent => _context.Render(parameters);

    public IRenderedComponent<GrowthBookFeature> Feature(string key, string? variation = null) => Render<GrowthBookFeature>(feature => feature
        .Add(each => each.Key, key).Add(each => each.Variation, variation)
        .Add(each => each.On, "on").Add(each => each.Off, "off").Add(each => each.Loading, "loading"));

    public async Task ReplaceAsync(TestFeatures features)
    {
        Source.Set(features.ToString());
        await Client.RefreshAsync();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
