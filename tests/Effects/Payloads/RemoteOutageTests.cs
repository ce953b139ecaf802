using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>Whatever the server's failure is, the number of requests does not grow with the number of users.</summary>
public sealed class RemoteOutageTests : ServerTest
{
    private const int Users = 50;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RequestCounter _requests = new();
    private readonly List<TimeSpan> _recoveries = [];

    /// <summary>The failure, the requests until the server is left alone, and the pause in seconds.</summary>
    [Theory]
    [InlineData("400", 3, 1)]
    [InlineData("400 for good", 1, 300)]
    [InlineData("401", 3, 1)]
    [InlineData("403", 3, 1)]
    [InlineData("404", 3, 1)]
    [InlineData("413", 3, 1)]
    [InlineData("422", 3, 1)]
    [InlineData("408", 1, 1)]
    [InlineData("429", 1, 1)]
    [InlineData("429 Retry-After: 20", 1, 20)]
    [InlineData("429 Retry-After: date", 1, 60)]
    [InlineData("429 Retry-After: 3600", 1, 300)]
    [InlineData("500", 1, 1)]
    [InlineData("503", 1, 1)]
    [InlineData("304", 1, 1)]
    [InlineData("HTML", 1, 1)]
    [InlineData("no features", 1, 1)]
    [InlineData("cut body", 1, 1)]
    [InlineData("broken connection", 1, 1)]
    [InlineData("half of the text", 1, 1)]
    [InlineData("hang", 1, 1)]
    [InlineData("stalled body", 1, 1)]
    [InlineData("refused connection", 1, 1)]
    public async Task One_request_at_a_time_probes_a_server_that_fails(string failure, int requests, int pauseSeconds)
    {
        await FailAsync(failure);
        using var remote = Remote();
        var waits = failure is "hang" or "stalled body";
        for (var i = 0; i < Users; i++)
            await FailsAsync(remote, i, waits && i == 0);
        Assert.Equal(requests, _requests.Count);
        Assert.NotNull(remote.LastFailure);

        var pause = TimeSpan.FromSeconds(pauseSeconds);
        for (var probe = 1; probe <= 3; probe++)
        {
            Time.Advance(pause - TimeSpan.FromTicks(1));
            await FailsAsync(remote, 0, false);
            Assert.Equal(requests + probe - 1, _requests.Count);
            Time.Advance(TimeSpan.FromTicks(1));
            for (var i = 0; i < Users; i++)
                await FailsAsync(remote, (probe * Users) + i, waits && i == 0);
            Assert.Equal(requests + probe, _requests.Count);
        }

        await AnswerAsync(failure);
        Time.Advance(pause);
        for (var i = 0; i < 3; i++)
            Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(9000 + i)));
        Assert.Null(remote.LastFailure);
        Assert.True(Assert.Single(_recoveries) >= 4 * pause);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_refusal_of_one_users_request_affects_that_user_only(int status)
    {
        Server.OnEvaluate = http => Server.Requests.Last().Body.Contains("\"user-7\"", StringComparison.Ordinal)
            ? Faults.Status(status, "")(http)
            : http.Response.WriteAsync(Server.Payload);
        using var remote = Remote();
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 10; i++)
                Assert.Equal(i == 7, await remote.EvaluateAsync(User(i)) is RemoteEvaluationResult.Failed);
        }
        Assert.Equal(10, _requests.Count);
        Assert.Null(remote.LastFailure);

        Time.Advance(TimeSpan.FromSeconds(10)); // the refused request may be repeated
        await remote.EvaluateAsync(User(7));
        await remote.EvaluateAsync(User(7));
        Assert.Equal(11, _requests.Count);
    }

    [Fact]
    public async Task A_refused_user_keeps_the_last_answer()
    {
        Server.OnEvaluate = http => http.Response.WriteAsync(Server.Payload);
        using var remote = Remote();
        await remote.EvaluateAsync(User(1));
        Server.OnEvaluate = Faults.Status(403, "");
        Time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
        {
            var stale = Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(1)));
            Assert.Equal((PayloadOrigin.Stale, $"the server responded with 403; check ClientKey and the host of {Server.Url}/api/eval/***"), (stale.Origin, stale.Failure!.Message));
        }
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task After_an_announced_change_each_request_is_sent_again_once()
    {
        Server.OnEvaluate = http => http.Response.WriteAsync(Server.Payload);
        using var remote = Remote();
        await remote.EvaluateAsync(User(1));
        await remote.EvaluateAsync(User(2));
        Server.Payload = Payloads.Of("b");
        remote.Changed();
        for (var i = 0; i < 3; i++)
            Assert.Equal("b", Payloads.NameOf(Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(1))).Payload));
        Assert.Equal(3, _requests.Count);
        await remote.EvaluateAsync(User(2));
        Assert.Equal(4, _requests.Count);
    }

    [Fact]
    public async Task A_response_to_a_request_from_before_a_change_does_not_replace_a_later_one()
    {
        var release = new TaskCompletionSource();
        Server.OnEvaluate = async http =>
        {
            await release.Task;
            await http.Response.WriteAsync(Payloads.Of("a"));
        };
        using var remote = Remote();
        var early = remote.EvaluateAsync(User(1)).AsTask();
        await Eventually.TrueAsync(() => Server.Requests.Count == 1, "the request");
        remote.Changed();
        Server.OnEvaluate = http => http.Response.WriteAsync(Payloads.Of("b"));
        Assert.Equal("b", Payloads.NameOf(Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(1))).Payload));
        release.SetResult();
        Assert.Equal("a", Payloads.NameOf(Assert.IsType<RemoteEvaluationResult.Evaluated>(await early).Payload));
        var cached = Assert.IsType<RemoteEvaluationResult.Evaluated>(await remote.EvaluateAsync(User(1)));
        Assert.Equal((PayloadOrigin.Cache, "b"), (cached.Origin, Payloads.NameOf(cached.Payload)));
        Assert.Equal(2, _requests.Count);
    }

    private static Context User(int id) => new(Payload.Empty, new Attributes { ["id"] = $"user-{id}" });

    private RemoteEvaluation Remote() => new(Server.Connection(), _requests.ClientFor(Client), null, Time, _recoveries.Add);

    /// <summary>A user without an answer, who waits for the timeout only as the probe of a server that hangs.</summary>
    private async Task FailsAsync(RemoteEvaluation remote, int user, bool waits)
    {
        var requests = _requests.Count;
        var evaluation = remote.EvaluateAsync(User(user)).AsTask();
        if (waits)
        {
            await Eventually.TrueAsync(() => _requests.Count > requests, "the request");
            await Time.PassAsync(Second);
        }
        Assert.IsType<RemoteEvaluationResult.Failed>(await evaluation.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private async Task FailAsync(string failure)
    {
        if (failure == "refused connection")
            await Server.StopAsync();
        Server.OnEvaluate = failure switch
        {
            "HTML" => Faults.GarbageAsync,
            "no features" => Faults.Status(200, "{}"),
            "cut body" => Faults.TruncatedAsync,
            "broken connection" => Faults.AbortedAsync,
            "half of the text" => Faults.HalfAsync,
            "hang" => Faults.SilentAsync,
            "stalled body" => Faults.StallingAsync,
            "refused connection" => null,
            "304" => NotModifiedAsync,
            "400 for good" => Faults.Status(400, "", isUnrecoverable: true),
            _ => http => RefuseAsync(http, failure),
        };
    }

    private Task RefuseAsync(HttpContext http, string failure)
    {
        if (failure.EndsWith("date", StringComparison.Ordinal))
            http.Response.Headers.RetryAfter = (Time.GetUtcNow() + TimeSpan.FromMinutes(1)).ToString("R", CultureInfo.InvariantCulture);
        else if (failure.Length > 3)
            http.Response.Headers.RetryAfter = failure["429 Retry-After: ".Length..];
        return Faults.Status(int.Parse(failure[..3], CultureInfo.InvariantCulture), "")(http);
    }

    private static Task NotModifiedAsync(HttpContext http)
    {
        http.Response.StatusCode = 304;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(string failure)
    {
        Server.OnEvaluate = http => http.Response.WriteAsync(Server.Payload);
        if (failure == "refused connection")
            await Server.RestartAsync();
    }

    /// <summary>Counts the requests: the client is taken anew for each.</summary>
    private sealed class RequestCounter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Func<HttpClient> ClientFor(HttpClient client) => () =>
        {
            Interlocked.Increment(ref _count);
            return client;
        };
    }
}
