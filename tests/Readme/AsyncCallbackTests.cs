using GrowthBook.Readme.Tests.Running;
using Microsoft.CodeAnalysis;

namespace GrowthBook.Readme.Tests;

/// <summary>An asynchronous function as an <c>Action</c> would be <c>async void</c>, whose exceptions end the process: the compiler refuses it.</summary>
public sealed class AsyncCallbackTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.Threading.Tasks; global using GrowthBook; global using GrowthBook.Client;
        global using GrowthBook.Testing; global using Microsoft.AspNetCore.Builder; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.FeatureManagement;
        """;

    private const string OfHandler = "use EffectSink.Of for asynchronous work";
    private const string OfSubscription = "a callback is not awaited";
    private const string OwnTask = "discard it in a block: x => { _ = RebuildAsync(x); }";
    private const string OfOptions = "options are set before";

    [Theory]
    [InlineData("EffectHandler.Of(async each => await Task.Yield())", OfHandler)]
    [InlineData("EffectHandler.Of(HandleAsync)", OfHandler)]
    [InlineData("EffectHandler.Of(each => HandleAsync(each))", OfHandler)]
    [InlineData("EffectHandler.Of(async (experiment, result, context) => await Task.Yield())", OfHandler)]
    [InlineData("EffectHandler.Of(onExperimentViewed: async (experiment, result, context) => { await Task.Yield(); throw new Exception(); })", OfHandler)]
    [InlineData("EffectHandler.Of(onFeatureEvaluated: async (key, result, context) => await Task.Yield())", OfHandler)]
    [InlineData("EffectHandler.Of(onStickyBucketAssigned: async (document, context) => await Task.Yield())", OfHandler)]
    [InlineData("EffectHandler.Of(onEventLogged: async (name, properties, context) => await Task.Yield())", OfHandler)]
    [InlineData("EffectHandler.Of(onEventLogged: async (name, properties, context) => await Task.Yield(), onExperimentViewed: (experiment, result, context) => { })", OfHandler)]
    [InlineData("client.Subscribe(async snapshot => await Task.Yield())", OfSubscription)]
    [InlineData("client.Subscribe(async snapshot => await Task.Yield(), withCurrent: true)", OfSubscription)]
    [InlineData("client.Updater.Subscribe(async snapshot => await Task.Yield())", OfSubscription)]
    [InlineData("((IGrowthBookClient)client).Subscribe(async snapshot => await Task.Yield())", OfSubscription)]
    [InlineData("client.Subscribe(snapshot => _ = RebuildAsync(snapshot))", OwnTask)]
    [InlineData("client.Subscribe(_ => Task.Run(() => { }))", OwnTask)]
    [InlineData("client.Updater.Subscribe(snapshot => _ = RebuildAsync(snapshot))", OwnTask)]
    [InlineData("fake.Subscribe(_ => Task.Run(() => { }))", OwnTask)]
    [InlineData("EffectHandler.Of(each => _ = HandleAsync(each))", OwnTask)]
    [InlineData("fake.Subscribe(async snapshot => await Task.Yield())", OfSubscription)]
    [InlineData("services.AddGrowthBook(async options => { await Task.Yield(); options.QaMode = true; })", OfOptions)]
    [InlineData("services.AddGrowthBook(\"admin\", async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("services.AddGrowthBook().AddWarehouse(async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("services.AddGrowthBook().AddAspNetCore(async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("services.AddGrowthBook().UseStickyBucketCookies(async cookies => { await Task.Yield(); })", OfOptions)]
    [InlineData("services.AddGrowthBook().AddBlazor(async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("services.AddFeatureManagement().UseGrowthBook(async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("app.UseGrowthBookRedirects(async redirects => { await Task.Yield(); })", OfOptions)]
    [InlineData("app.UseGrowthBookDevTools(async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("app.MapOfrep(async ofrep => { await Task.Yield(); })", OfOptions)]
    [InlineData("features.ToClientAsync(configure: async options => { await Task.Yield(); })", OfOptions)]
    [InlineData("features.ToClientAsync(recorded, async options => { await Task.Yield(); })", OfOptions)]
    public void An_asynchronous_function_does_not_compile(string call, string mend) =>
        Assert.Contains(mend, Assert.Single(Errors(call), error => error.Id == "CS0619").GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Without an overload of its own for each combination, the message is that of an ambiguity; it is an error too.</summary>
    [Fact]
    public void Two_asynchronous_functions_do_not_compile() => Assert.NotEmpty(Errors(
        "EffectHandler.Of(onEventLogged: async (name, properties, context) => await Task.Yield(), onExperimentViewed: async (experiment, result, context) => await Task.Yield())"));

    [Theory]
    [InlineData("EffectHandler.Of(each => { })")]
    [InlineData("EffectHandler.Of(_ => throw new InvalidOperationException())")]
    [InlineData("EffectHandler.Of(each => seen.Add(each.ToString()))")]
    [InlineData("EffectHandler.Of()")]
    [InlineData("EffectHandler.Of((experiment, result, context) => seen.Add(result.Key))")]
    [InlineData("EffectHandler.Of(onFeatureEvaluated: (key, result, context) => throw new InvalidOperationException())")]
    [InlineData("EffectHandler.Of((experiment, result, context) => { }, (key, result, context) => seen.Add(key), (document, context) => { }, (name, properties, context) => { })")]
    [InlineData("client.Subscribe(_ => throw new InvalidOperationException(), withCurrent: true)")]
    [InlineData("client.Subscribe(snapshot => seen.Add(snapshot.ContentHash))")]
    [InlineData("client.Subscribe(snapshot => { _ = RebuildAsync(snapshot); })")]
    [InlineData("fake.Subscribe(snapshot => { _ = Task.Run(() => { }); })")]
    [InlineData("EffectHandler.Of(each => { _ = HandleAsync(each); })")]
    [InlineData("services.AddGrowthBook(options => options.ClientKey = \"sdk\")")]
    [InlineData("services.AddGrowthBook(\"admin\", options => options.ClientKey = \"sdk\").AddWarehouse(options => options.ClientKey = \"sdk\")")]
    [InlineData("services.AddGrowthBook()")]
    [InlineData("services.AddGrowthBook(\"admin\")")]
    [InlineData("services.AddGrowthBook().AddAspNetCore(options => options.AllowsCaching = true).UseStickyBucketCookies(cookies => cookies.IsProtected = true).AddBlazor(options => throw new InvalidOperationException())")]
    [InlineData("services.AddGrowthBook().AddAspNetCore().UseStickyBucketCookies().AddBlazor()")]
    [InlineData("services.AddGrowthBook().AddAspNetCore(null).UseStickyBucketCookies(null).AddBlazor(null)")]
    [InlineData("services.AddFeatureManagement().UseGrowthBook(options => { }).UseGrowthBook()")]
    [InlineData("app.UseGrowthBookRedirects(redirects => redirects.AllowedOrigins.Add(\"https://pay.example\")).UseGrowthBookDevTools(options => options.InjectsScript = false).UseGrowthBookDevTools().UseGrowthBookRedirects()")]
    [InlineData("(app.MapOfrep(ofrep => ofrep.HasEventStream = false), app.MapOfrep())")]
    [InlineData("features.ToClientAsync(recorded, options => options.QaMode = true)")]
    [InlineData("features.ToClientAsync()")]
    public void A_synchronous_function_compiles(string call) => Assert.Empty(Errors(call));

    private static IEnumerable<Diagnostic> Errors(string call) => SnippetCompiler.Analyze(
        $$"""
        _ = {{call}};

        public static partial class Program
        {
            private static readonly GrowthBookClient client = null!;
            private static readonly FakeClient fake = null!;
            private static readonly WebApplication app = null!;
            private static readonly IServiceCollection services = null!;
            private static readonly TestFeatures features = null!;
            private static readonly RecordedEffects recorded = null!;
            private static readonly HashSet<string> seen = [];

            private static Task HandleAsync(EffectEvent each) => Task.CompletedTask;

            private static Task RebuildAsync(PayloadSnapshot snapshot) => Task.CompletedTask;
        }
        """,
        Usings).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
