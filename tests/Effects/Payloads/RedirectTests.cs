using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>Redirects of the server are followed within its origin only: headers, keys and attributes reach no other one.</summary>
public sealed class RedirectTests : ServerTest
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_within_the_origin_is_followed(int status)
    {
        Server.OnFeatures = http => http.Request.Query.ContainsKey("moved")
            ? http.Response.WriteAsync("{\"features\":{}}")
            : Redirect(http, status, http.Request.Path + "?moved");
        Assert.IsType<PayloadFetch.Loaded>(await FetchAsync(Client));
        Assert.Equal(2, Server.FeatureRequests);
    }

    /// <summary>A browser would follow to any origin that allows it by CORS, with the attributes of a remote evaluation.</summary>
    [Fact]
    public void A_browser_follows_no_redirect()
    {
        using var handler = GrowthBookHttp.CreateBrowserHandler();
        Assert.False(handler.AllowAutoRedirect);

        using var hidden = new HttpResponseMessage(0) { RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://gb.example/api/eval/sdk-1") };
        Assert.Equal(
            "the server at https://gb.example redirected, and in a browser no redirect is followed; configure the address that answers as the host",
            SameOriginRedirects.Describe(hidden));
    }

    [Fact]
    public async Task A_redirect_loop_ends_after_five_redirects()
    {
        Server.OnFeatures = http => Redirect(http, 302, http.Request.Path);
        var failure = Assert.IsType<PayloadFetch.Failed>(await FetchAsync(Client)).Failure;
        Assert.Equal(new PayloadFailure(PayloadFailureReason.Refused, $"the server at {Server.Url} redirected more than 5 times, or a POST; check the host"), failure);
        Assert.Equal(6, Server.FeatureRequests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_of_features_to_another_origin_is_refused(int status)
    {
        await using var other = await FeatureServer.StartAsync();
        Server.OnFeatures = http => Redirect(http, status, other.Url + "/api/features/x?token=secret");
        var failure = Assert.IsType<PayloadFetch.Failed>(await FetchAsync(Client)).Failure;
        Assert.Equal(PayloadFailureReason.Refused, failure.Reason);
        Assert.Equal($"the server at {Server.Url} redirected to another origin, {other.Url}; if that is the right one, configure it as the host", failure.Message);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_of_a_remote_evaluation_to_another_origin_sends_no_attributes(int status)
    {
        await using var other = await FeatureServer.StartAsync();
        Server.OnEvaluate = http => Redirect(http, status, other.Url + "/api/eval/x");
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { ApiHost = Server.Url, ClientKey = FeatureServer.ClientKey, RemoteEvaluation = true },
            new ClientServices { HttpClient = () => Client });
        var user = await client.UserAsync(new Attributes { ["id"] = "secret" });
        Assert.Empty(other.Requests);
        Assert.Equal(FeatureResultSource.UnknownFeature, user.EvalFeature("name").Source);
    }

    [Fact]
    public async Task A_redirect_of_a_stream_to_another_origin_is_refused()
    {
        await using var other = await FeatureServer.StartAsync();
        Server.OnStreamRequest = http => Redirect(http, 307, other.Url + "/sub/x");
        var end = await new PayloadStream(Server.Connection(), () => Client).FollowAsync(_ => Task.CompletedTask, default);
        Assert.Contains("redirected to another origin", Assert.IsType<StreamEnd.Broken>(end).Failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task An_answer_of_another_origin_that_the_applications_client_followed_is_refused()
    {
        await using var other = await FeatureServer.StartAsync();
        Server.OnFeatures = http => Redirect(http, 302, other.Url + "/api/features/x");
        Server.OnStreamRequest = http => Redirect(http, 302, other.Url + "/sub/x");
        using var follows = new HttpClient();
        var failure = Assert.IsType<PayloadFetch.Failed>(await FetchAsync(follows)).Failure;
        Assert.Equal(
            $"the server at {Server.Url} redirected to another origin, {other.Url}, and the HTTP client followed; configure the client by ConfigureGrowthBook, or turn its automatic redirects off",
            failure.Message);
        var end = await new PayloadStream(Server.Connection(), () => follows).FollowAsync(_ => Task.CompletedTask, default);
        Assert.Contains("and the HTTP client followed", Assert.IsType<StreamEnd.Broken>(end).Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_of_the_server_are_not_kept()
    {
        Server.OnFeatures = http =>
        {
            http.Response.Headers.SetCookie = "a=b";
            return http.Response.WriteAsync("{\"features\":{}}");
        };
        await FetchAsync(Client);
        await FetchAsync(Client);
        Assert.All(Server.Requests, request => Assert.False(request.Headers.ContainsKey("Cookie")));
    }

    private static Task Redirect(HttpContext http, int status, string location)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Location = location;
        return Task.CompletedTask;
    }

    private async Task<PayloadFetch> FetchAsync(HttpClient client) => await new HttpPayloadSource(
        Server.Connection() with { Headers = ImmutableDictionary<string, string>.Empty.Add("X-Secret", "s") }, () => client).FetchAsync(null, default);
}
