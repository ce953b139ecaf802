using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>Remote evaluation holds a bounded number of requests and bytes, whatever number of users there are.</summary>
public sealed class RemoteLimitTests : ServerTest
{
    [Fact]
    public async Task Further_users_of_a_hanging_server_get_the_fallback_at_once()
    {
        Server.OnEvaluate = Faults.SilentAsync;
        using var remote = new RemoteEvaluation(Server.Connection(), () => Client, new RemoteEvaluationSettings { MaxRequests = 8 }, Time);
        var waiting = Enumerable.Range(0, 8).Select(i => remote.EvaluateAsync(User(i)).AsTask()).ToArray();
        await Eventually.TrueAsync(() => Server.Requests.Count == 8, "the requests");
        for (var i = 8; i < 4000; i++)
        {
            var evaluation = remote.EvaluateAsync(User(i));
            Assert.True(evaluation.IsCompleted);
            var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await evaluation);
            Assert.Equal(new PayloadFailure(PayloadFailureReason.LimitExceeded, "8 requests are in progress"), failed.Failure);
        }
        Assert.Equal(8, Server.Requests.Count);
        await Time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.All(await Task.WhenAll(waiting), result => Assert.IsType<RemoteEvaluationResult.Failed>(result));
    }

    [Fact]
    public async Task Answers_in_progress_share_their_bytes()
    {
        const int Limit = 1024 * 1024;
        var (text, release, ended) = (new string('x', 700_000), new TaskCompletionSource(), 0);
        Server.OnEvaluate = async http =>
        {
            try
            {
                // An announced length takes no memory; the bytes that arrive do.
                http.Response.ContentLength = 700_000 + Answer("").Length;
                await http.Response.WriteAsync(Answer(text)[..^2], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await release.Task.WaitAsync(http.RequestAborted);
                await http.Response.WriteAsync("}}", http.RequestAborted);
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        };
        var connection = Server.Connection() with { MaxPayloadBytes = Limit };
        using var remote = new RemoteEvaluation(connection, () => Client, new RemoteEvaluationSettings { PauseAfterFailure = TimeSpan.Zero }, Time);
        var evaluations = Enumerable.Range(0, 16).Select(i => remote.EvaluateAsync(User(i)).AsTask()).ToArray();
        await Eventually.TrueAsync(() => evaluations.Count(each => each.IsCompleted) >= 15, "the refusal of all answers but one");
        release.SetResult();
        var results = await Task.WhenAll(evaluations);
        Assert.InRange(results.OfType<RemoteEvaluationResult.Evaluated>().Count(), 0, 1); // none if two grew at the same time
        Assert.All(results.OfType<RemoteEvaluationResult.Failed>(), failed => Assert.Equal(
            new PayloadFailure(PayloadFailureReason.LimitExceeded, "the responses in progress together are larger than 1048576 bytes; raise MaxPayloadBytes to accept them"),
            failed.Failure));

        Assert.Null(remote.Outage); // the server answers

        await Eventually.TrueAsync(() => Volatile.Read(ref ended) == 16, "the end of the answers");
        Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(100)));
    }

    [Fact]
    public async Task Small_answers_in_progress_do_not_count()
    {
        var (release, started) = (new TaskCompletionSource(), 0);
        Server.OnEvaluate = async http =>
        {
            await http.Response.WriteAsync(Answer(new string('x', 30_000))[..^2]);
            await http.Response.Body.FlushAsync();
            Interlocked.Increment(ref started);
            await release.Task;
            await http.Response.WriteAsync("}}");
        };
        var connection = Server.Connection() with { MaxPayloadBytes = 64 * 1024 };
        using var remote = new RemoteEvaluation(connection, () => Client, null, Time);
        var evaluations = Enumerable.Range(0, 32).Select(i => remote.EvaluateAsync(User(i)).AsTask()).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref started) == 32, "the answers");
        release.SetResult();
        Assert.All(await Task.WhenAll(evaluations), result => Assert.IsType<RemoteEvaluationResult.Evaluated>(result));
    }

    [Fact]
    public async Task Large_answers_are_evicted_by_their_size()
    {
        var payload = Answer(new string('x', 10_000));
        Server.OnEvaluate = http => http.Response.WriteAsync(payload);
        using var remote = new RemoteEvaluation(Server.Connection(), () => Client, new RemoteEvaluationSettings { MaxCachedBytes = 300_000 }, Time);
        for (var i = 0; i < 30; i++)
            await remote.EvaluateAsync(User(i));
        var cached = 0;
        while (Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(29 - cached))).Origin == PayloadOrigin.Cache)
            cached++;
        Assert.InRange(cached, 1, 10); // at least three times 10,000 bytes each
        Assert.Equal(31, Server.Requests.Count);
    }

    [Fact]
    public async Task Answers_of_many_empty_parts_count_by_what_they_take()
    {
        var payload = "{\"features\":{" + string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"{i}\":{{\"rules\":[{{}},{{}},{{}},{{}}]}}")) + "}}";
        Server.OnEvaluate = http => http.Response.WriteAsync(payload);
        var limit = AllocatedBytes.OfOne(() => GC.KeepAlive(Payload.Parse(payload))) / 2;
        Assert.True(limit > 3 * payload.Length);
        using var remote = new RemoteEvaluation(Server.Connection(), () => Client, new RemoteEvaluationSettings { MaxCachedBytes = limit }, Time);
        await remote.EvaluateAsync(User(0));
        var isCounted = Platform.AllocatedBytes() > 0; // .NET Standard 2.0 does not count allocations
        Assert.Equal(
            isCounted ? PayloadOrigin.Network : PayloadOrigin.Cache,
            Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(0))).Origin);
    }

    [Fact]
    public void The_limits_are_options()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = Server.Url, RemoteEvaluation = true, MaxRemoteEvaluations = 0, RemoteEvaluationCacheBytes = -1 };
        Assert.Equal(
            "GrowthBookOptions.MaxRemoteEvaluations: must be at least 1, was 0; GrowthBookOptions.RemoteEvaluationCacheBytes: must be at least 0, was -1",
            string.Join("; ", options.Validate()));
        Assert.Empty(new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = Server.Url, RemoteEvaluation = true }.Validate());
    }

    private static string Answer(string text) => "{\"features\":{\"a\":{\"defaultValue\":\"" + text + "\"}}}";

    private static Context User(int id) => new(Payload.Empty, new Attributes { ["id"] = id });
}
