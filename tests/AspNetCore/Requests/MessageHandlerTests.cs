using System.Net;
using GrowthBook.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Requests;

/// <summary>Message handlers of <c>IHttpClientFactory</c> outlive the request in which they are made.</summary>
public sealed class MessageHandlerTests
{
    private const string Error = "IGrowthBookUser is the user of one request, and IHttpClientFactory keeps a message handler";

    /// <summary>Also with <c>SuppressHandlerScope</c>, which gives handlers the root services.</summary>
    [Theory]
    [InlineData("taking", Error)]
    [InlineData("asking", Error)]
    [InlineData("unscoped", "IGrowthBookUser")]
    public async Task A_handler_that_keeps_the_user_of_one_request_is_an_error(string api, string error)
    {
        await using var site = await StartAsync();
        foreach (var plan in new[] { "pro", "free" })
            Assert.Equal(HttpStatusCode.InternalServerError, (await site.Browser().GetAsync($"/{api}?plan={plan}")).StatusCode);
        Assert.Equal(2, site.Log.GetSnapshot().Count(record => record.Exception?.Message.Contains(error, StringComparison.Ordinal) == true));
    }

    [Theory]
    [InlineData("current")]
    [InlineData("typed")]
    [InlineData("scope")]
    public async Task A_handler_that_asks_in_each_request_has_its_user_and_so_have_a_typed_client_and_a_scope_of_the_request(string api)
    {
        await using var site = await StartAsync();
        foreach (var (plan, flag) in new[] { ("pro", "True"), ("free", "False"), ("pro", "True") })
            Assert.Equal(flag, await site.Browser().GetStringAsync($"/{api}?plan={plan}"));
    }

    /// <summary><c>Services</c> of a builder has a default, <c>null</c>.</summary>
    [Fact]
    public async Task A_builder_of_the_application_may_have_no_services()
    {
        await using var site = await Site.StartAsync(
            Of(Feature("beta").On()),
            app => app.MapGet("/", (IHttpClientFactory clients) => clients.CreateClient("api").GetStringAsync("http://api.example/")),
            services: builder => builder.Services.AddTransient<HttpMessageHandlerBuilder, BuilderWithoutServices>().AddHttpClient("api").AddHttpMessageHandler(() => new AnsweringHandler()));
        Assert.Equal("answer", await site.Browser().GetStringAsync("/"));
    }

    private static Task<Site> StartAsync() => Site.StartAsync(
        Of(Feature("beta").Off().ForceWhen("plan", "pro", true)),
        app =>
        {
            app.UseGrowthBook();
            app.MapGet("/typed", (TypedClient client) => client.Flag);
            app.MapGet("/scope", async (IServiceScopeFactory scopes) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                return $"{scope.ServiceProvider.GetRequiredService<IGrowthBookUser>().IsOn("beta")}";
            });
            app.MapGet("/{api}", (string api, IHttpClientFactory clients) => clients.CreateClient(api).GetStringAsync("http://api.example/"));
        },
        options => options.Attributes.Add("plan", http => http.Request.Query["plan"].ToString()),
        builder =>
        {
            builder.Services.AddTransient<TakingHandler>().AddTransient<CurrentHandler>();
            builder.Services.AddHttpClient("taking").AddHttpMessageHandler<TakingHandler>();
            builder.Services.AddHttpClient("unscoped").AddHttpMessageHandler<TakingHandler>().Services.Configure<HttpClientFactoryOptions>("unscoped", options => options.SuppressHandlerScope = true);
            builder.Services.AddHttpClient("asking").AddHttpMessageHandler(services => new FlagHandler(() => new(services.GetRequiredService<IGrowthBookUser>())));
            builder.Services.AddHttpClient("current").AddHttpMessageHandler<CurrentHandler>();
            builder.Services.AddHttpClient<TypedClient>();
        });

    private sealed class BuilderWithoutServices : HttpMessageHandlerBuilder
    {
        public override string? Name { get; set; }

        public override HttpMessageHandler PrimaryHandler { get; set; } = new HttpClientHandler();

        public override IList<DelegatingHandler> AdditionalHandlers { get; } = [];

        public override HttpMessageHandler Build() => CreateHandlerPipeline(PrimaryHandler, AdditionalHandlers);
    }

    private sealed class AnsweringHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent("answer") });
    }

    public sealed class TypedClient(HttpClient http, IGrowthBookUser user)
    {
        public string Flag => $"{http is not null && user.IsOn("beta")}";
    }

    public sealed class TakingHandler(IGrowthBookUser user) : FlagHandler(() => new(user));

    public sealed class CurrentHandler(IRequestUser request) : FlagHandler(async () => await request.GetAsync());

    /// <summary>Answers with the flag.</summary>
    public class FlagHandler(Func<ValueTask<IGrowthBookUser>> user) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new() { Content = new StringContent($"{(await user()).IsOn("beta")}") };
    }
}
