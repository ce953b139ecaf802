using System.Text;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Client.Tests;

/// <summary>Processes that share a cache: one refreshes, and all get its payload.</summary>
public sealed class FleetTests : ServerTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly SharedCache _shared = new();

    [Fact]
    public async Task A_cold_fleet_sends_one_request()
    {
        var fleet = Fleet(10, PayloadUpdateMode.Manual);
        var starts = Task.WhenAll(fleet.Select(StartAsync));
        await Time.PassUntilAsync(() => starts.IsCompleted, TimeSpan.FromMilliseconds(20));
        Assert.All(await starts, start => Assert.True(start.Origin is PayloadOrigin.Network or PayloadOrigin.Cache, start.ToString()));
        Assert.Equal(1, Server.FeatureRequests);
        Assert.All(fleet, node => Assert.Equal("a", node.Name()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_the_first_process_leaves_the_cache_empty_the_others_fetch_in_parallel(bool answers)
    {
        Server.CacheControl = "no-store";
        var (requests, now) = (0, 0);
        Server.OnFeatures = async http =>
        {
            var isFirst = Interlocked.Increment(ref requests) == 1;
            if (isFirst)
                await Eventually.TrueAsync(() => _shared.Asked >= 8, "all asking for the lease");
            else
                Interlocked.Increment(ref now);
            await Eventually.TrueAsync(() => isFirst || Volatile.Read(ref now) == 7, "all others at once");
            await (answers || !isFirst ? Server.AnswerFeaturesAsync : Faults.Status(500, ""))(http);
        };
        var starts = Task.WhenAll(Fleet(8, PayloadUpdateMode.Manual).Select(StartAsync));
        await Time.PassUntilAsync(() => Volatile.Read(ref now) == 7, TimeSpan.FromMilliseconds(20));
        Assert.Equal(answers ? 8 : 7, (await starts).Count(start => start.Origin == PayloadOrigin.Network));
        Assert.Equal((8, false, 0), (requests, _shared.IsLeased, _shared.Writes));
    }

    [Fact]
    public async Task While_the_server_forbids_storing_no_process_waits_for_another()
    {
        Server.CacheControl = "no-store";
        var node = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        var other = await _shared.TryLeaseRefreshAsync("", TimeSpan.MaxValue, default);
        Server.Payload = Payloads.Of("b");
        var refresh = node.RefreshAsync();
        await Eventually.TrueAsync(() => refresh.IsCompleted, "the refresh");
        Assert.Equal("b", node.Name());

        (Server.CacheControl, Server.Payload) = (null, Payloads.Of("c"));
        await node.RefreshAsync();
        await other!.DisposeAsync();
        Assert.Equal(Payloads.Of("c"), Encoding.UTF8.GetString((await _shared.ReadAsync("", default))!.Json.Span));
    }

    [Fact]
    public async Task All_processes_use_a_refreshed_payload_by_the_notice()
    {
        var fleet = await StartedAsync(5, PayloadUpdateMode.Manual);
        Server.Payload = Payloads.Of("b");
        Time.Advance(TimeSpan.FromSeconds(1));
        await fleet[0].RefreshAsync();
        await Eventually.TrueAsync(() => fleet.All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_process_that_reads_a_payload_of_another_has_the_servers_lifetime()
    {
        Server.CacheControl = "max-age=600, stale-while-revalidate=3600";
        var fleet = await StartedAsync(2, PayloadUpdateMode.Manual);
        Assert.Equal(1, Server.FeatureRequests);
        Assert.All(fleet, node => Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(600), TimeSpan.FromHours(1)), node.Current!.Lifetime));
        Server.CacheControl = "max-age=30";
        Time.Advance(TimeSpan.FromSeconds(1));
        await fleet[0].RefreshAsync();
        var later = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        Assert.Equal(2, Server.FeatureRequests);
        Assert.Equal((PayloadOrigin.Cache, new CacheLifetime(TimeSpan.FromSeconds(30), TimeSpan.Zero)), (later.Current!.Origin, later.Current.Lifetime));
    }

    /// <summary>The server gave durations before.</summary>
    [Theory]
    [InlineData("no-cache")]
    [InlineData(null)]
    public async Task A_process_that_reads_a_payload_of_another_learns_that_the_server_gave_no_durations(string? header)
    {
        Server.CacheControl = "max-age=600, stale-while-revalidate=3600";
        var fleet = await StartedAsync(2, PayloadUpdateMode.Manual);
        (Server.CacheControl, Server.Payload) = (header, Payloads.Of("b"));
        Time.Advance(TimeSpan.FromSeconds(1));
        await fleet[0].RefreshAsync();
        await Eventually.TrueAsync(() => fleet.All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.All(fleet, node => Assert.Equal(new CacheLifetime(TimeSpan.FromSeconds(60), TimeSpan.Zero), node.Current!.Lifetime)); // of the options
    }

    /// <summary>It started with an entry of an earlier version.</summary>
    [Fact]
    public async Task A_process_that_does_not_know_the_servers_durations_takes_them_from_no_other()
    {
        Server.CacheControl = "max-age=600";
        var knowing = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        await _shared.WriteAsync("", (await _shared.ReadAsync("", default))! with { Lifetime = null }, default);
        var other = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        Assert.Equal((1, TimeSpan.FromSeconds(60)), (Server.FeatureRequests, other.Current!.Lifetime.MaxAge));
        await other.TakeAsync(Encoding.UTF8.GetBytes(Payloads.Of("b")), default);
        await Eventually.TrueAsync(() => knowing.Name() == "b", "the payload on the other node");
        Assert.Equal(TimeSpan.FromSeconds(600), knowing.Current!.Lifetime.MaxAge);
    }

    /// <summary>No other notice comes, and no poll.</summary>
    [Fact]
    public async Task A_read_after_a_notice_that_fails_is_repeated()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        _shared.FailingReads = 2;
        await _shared.WriteAsync("", new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("b")), Time.GetUtcNow()), default);
        await Time.PassUntilAsync(() => node.Name() == "b", TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, _shared.FailingReads);
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_fleet_polls_at_most_twice_per_interval()
    {
        var fleet = await StartedAsync(10, PayloadUpdateMode.Polling);
        for (var i = 0; i < 5; i++)
            await PollAsync(fleet);
        Assert.InRange(Server.FeatureRequests, 1 + 5, 1 + (2 * 5));
        Assert.All(fleet, node => Assert.Equal(0, node.ConsecutiveFailures));
    }

    [Fact]
    public async Task An_explicit_refresh_fetches_although_another_process_just_did()
    {
        var fleet = await StartedAsync(2, PayloadUpdateMode.Polling);
        Time.Advance(TimeSpan.FromSeconds(1));
        Server.Payload = Payloads.Of("b");
        await fleet[1].RefreshAsync();
        Assert.Equal("b", fleet[1].Name());
    }

    [Fact]
    public async Task An_explicit_refresh_fetches_although_a_process_with_a_fast_clock_did_before()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        Time.Advance(TimeSpan.FromSeconds(1));
        await _shared.WriteAsync("", Cached(Payloads.Of("a"), TimeSpan.FromSeconds(29)), default);
        Server.Payload = Payloads.Of("b");
        Assert.IsType<RefreshResult.Updated>(await node.RefreshAsync());
        Assert.Equal("b", node.Name());
    }

    [Fact]
    public async Task An_explicit_refresh_takes_a_later_payload_of_a_process_with_a_fast_clock()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        await _shared.WriteAsync("", Cached(Payloads.Of("a"), TimeSpan.FromSeconds(29)), default);
        var other = await _shared.TryLeaseRefreshAsync("", TimeSpan.FromMinutes(10), default);
        var asked = _shared.Asked;
        var refresh = node.RefreshAsync();
        await Eventually.TrueAsync(() => _shared.Asked > asked, "the node asking for the lease");
        await _shared.WriteAsync("", Cached(Payloads.Of("by the other"), TimeSpan.FromSeconds(30)), default);
        await other!.DisposeAsync();
        await Time.PassUntilAsync(() => refresh.IsCompleted, TimeSpan.FromMilliseconds(20));
        Assert.Equal(("by the other", 1), (node.Name(), Server.FeatureRequests));
    }

    [Fact]
    public async Task A_poll_is_left_to_a_process_that_refreshes()
    {
        var fleet = await StartedAsync(1, PayloadUpdateMode.Polling);
        var other = await _shared.TryLeaseRefreshAsync(Server.Connection().CacheKey, TimeSpan.FromMinutes(10), default);
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => Subscriber.Results is [.., RefreshResult.LeftToAnother], "the poll being left to another");
        Assert.Equal(1, Server.FeatureRequests);
        await _shared.WriteAsync(Server.Connection().CacheKey, new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("by the other")), Time.GetUtcNow()), default);
        await Eventually.TrueAsync(() => fleet[0].Name() == "by the other", "the notice");
        await other!.DisposeAsync();
    }

    /// <summary>Such as a lease of a store that forgot its end.</summary>
    [Fact]
    public async Task Polls_are_left_to_a_process_that_does_not_refresh_for_no_longer_than_a_lease_lasts()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Polling))[0];
        _ = await _shared.TryLeaseRefreshAsync(Server.Connection().CacheKey, TimeSpan.MaxValue, default);
        foreach (var name in new[] { "b", "c" })
        {
            Server.Payload = Payloads.Of(name);
            await Time.PassAsync(Interval);
            await Eventually.TrueAsync(() => Subscriber.Results is [.., RefreshResult.LeftToAnother], "the poll being left to another");
            Assert.NotEqual(name, node.Name());
            await Time.PassAsync(Interval);
            await Eventually.TrueAsync(() => node.Name() == name, "the refresh without the lease");
        }
        Assert.Equal(3, Server.FeatureRequests);
    }

    /// <summary>The other process had begun before the poll that was left to it, or its clock is behind.</summary>
    [Fact]
    public async Task A_process_whose_entry_is_older_than_the_poll_left_to_it_has_refreshed()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Polling))[0];
        _ = await _shared.TryLeaseRefreshAsync(Server.Connection().CacheKey, TimeSpan.MaxValue, default);
        for (var poll = 1; poll <= 4; poll++)
        {
            var left = Subscriber.Results.Count(result => result is RefreshResult.LeftToAnother);
            await Time.PassAsync(Interval);
            await Eventually.TrueAsync(() => Subscriber.Results.Count(result => result is RefreshResult.LeftToAnother) > left, "the poll being left to another");
            await _shared.WriteAsync(Server.Connection().CacheKey, Cached(Payloads.Of($"by the other {poll}"), -Interval * 0.75), default);
            await Eventually.TrueAsync(() => node.Name() == $"by the other {poll}", "the notice");
        }
        Assert.Equal(1, Server.FeatureRequests);
    }

    [Fact]
    public async Task A_poll_left_to_another_process_does_not_end_an_outage()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Polling))[0];
        Server.OnFeatures = Faults.Status(500, "");
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => Subscriber.Results is [.., RefreshResult.Failed], "the failure");
        var other = await _shared.TryLeaseRefreshAsync("", TimeSpan.FromMinutes(10), default);
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => Subscriber.Results is [.., RefreshResult.LeftToAnother], "the poll being left to another");
        Assert.Equal((1, PayloadFailureReason.Refused), (node.ConsecutiveFailures, node.LastFailure?.Reason));
        Assert.DoesNotContain(LogLines(), line => line.Contains("refresh recovered", StringComparison.Ordinal));

        await other!.DisposeAsync();
        Server.OnFeatures = null;
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => Subscriber.Results is [.., RefreshResult.Unchanged], "the recovery");
        Assert.Equal((0, null), (node.ConsecutiveFailures, node.LastFailure));
        Assert.Contains("payload refresh recovered (failed attempts: 1)", LogLines());
    }

    [Fact]
    public async Task A_process_without_payload_fetches_after_the_lease_of_a_crashed_process_ends()
    {
        _ = await _shared.TryLeaseRefreshAsync(Server.Connection().CacheKey, TimeSpan.MaxValue, default);
        var node = Fleet(1, PayloadUpdateMode.Manual)[0];
        var start = StartAsync(node);
        await Time.PassUntilAsync(() => start.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal(PayloadOrigin.Network, (await start).Origin);
    }

    [Fact]
    public async Task While_the_shared_cache_is_down_every_process_fetches()
    {
        _shared.IsDown = true;
        var fleet = await StartedAsync(3, PayloadUpdateMode.Manual);
        Assert.All(fleet, node => Assert.Equal("a", node.Name()));
        Assert.Equal(3, Server.FeatureRequests);
        _shared.IsDown = false;
        await Time.PassUntilAsync(() => _shared.Subscribers == 3, TimeSpan.FromSeconds(1));
        Server.Payload = Payloads.Of("b");
        await fleet[0].RefreshAsync();
        await Eventually.TrueAsync(() => fleet.All(node => node.Name() == "b"), "the payload on all nodes");
    }

    [Fact]
    public async Task A_streamed_payload_is_written_once_and_reaches_processes_without_a_stream()
    {
        Server.OffersStream = true;
        var deaf = await StartedAsync(1, PayloadUpdateMode.Manual);
        var fleet = await StartedAsync(5, PayloadUpdateMode.Streaming);
        // The cache says that there is a stream; each node refreshes after opening it.
        await Time.PassUntilAsync(() => Server.OpenStreams == 5 && Subscriber.Results.Count == 6 && !_shared.IsLeased, TimeSpan.FromMilliseconds(20));
        var written = _shared.Writes;
        await Server.SendAsync("features", Payloads.Of("b"));
        await Eventually.TrueAsync(() => fleet.Concat(deaf).All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.Equal(written + 1, _shared.Writes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fallback_polling_is_shared_and_all_processes_open_the_stream_once_it_is_offered(bool hasETags)
    {
        Server.HasETags = hasETags;
        var fleet = await StartedAsync(5, PayloadUpdateMode.Streaming);
        Assert.Equal(1, Server.FeatureRequests);
        for (var i = 2; i <= 4; i++)
        {
            await PollAsync(fleet);
            Assert.InRange(Server.FeatureRequests, i, 2 * i);
            Assert.Equal(0, Server.StreamRequests);
        }
        Server.OffersStream = true;
        await Time.PassUntilAsync(() => Server.OpenStreams == 5, Interval);
        Assert.Equal(1, _shared.Writes);
        Assert.All(fleet, node => Assert.Equal("a", node.Name()));
    }

    [Fact]
    public async Task A_change_event_makes_the_fleet_fetch_once()
    {
        Server.OffersStream = true;
        await FillCacheAsync();
        var fleet = await StartedAsync(5, PayloadUpdateMode.Streaming);
        await Time.PassUntilAsync(() => Server.OpenStreams == 5 && Subscriber.Results.Count == 6 && !_shared.IsLeased, TimeSpan.FromMilliseconds(20));
        Time.Advance(TimeSpan.FromSeconds(1));
        var requests = Server.FeatureRequests;
        var results = Subscriber.Results.Count;
        var asked = _shared.Asked;
        Server.Payload = Payloads.Of("b");
        Server.OnFeatures = async http =>
        {
            await Eventually.TrueAsync(() => _shared.Asked >= asked + 5, "all asking for the lease");
            await Server.AnswerFeaturesAsync(http);
        };
        await Server.SendAsync("features-updated", "");
        await Time.PassUntilAsync(() => Subscriber.Results.Count == results + 5, TimeSpan.FromMilliseconds(20));
        Assert.All(fleet, node => Assert.Equal("b", node.Name()));
        Assert.Equal(requests + 1, Server.FeatureRequests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_confirmed_payload_is_renewed_in_the_cache_without_a_notice(bool hasETags)
    {
        Server.HasETags = hasETags;
        var fleet = await StartedAsync(3, PayloadUpdateMode.Manual);
        for (var i = 0; i < 4; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.IsType<RefreshResult.Unchanged>(await fleet[0].RefreshAsync());
        }
        Assert.Equal((1, 4), (_shared.Writes, _shared.Renewals));
        Assert.Equal(Time.GetUtcNow(), (await _shared.ReadAsync("", default))!.FetchedAt);

        Time.Advance(TimeSpan.FromSeconds(10));
        Server.Payload = Payloads.Of("b");
        await fleet[0].RefreshAsync();
        await Eventually.TrueAsync(() => fleet.All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.Equal((2, 4), (_shared.Writes, _shared.Renewals));
    }

    [Fact]
    public async Task A_payload_that_is_encrypted_anew_is_renewed_in_the_cache_without_a_notice()
    {
        Server.OnFeatures = http => http.Response.WriteAsync(Payloads.Encrypted("a"));
        var fleet = await StartedAsync(3, PayloadUpdateMode.Manual, Payloads.Key);
        foreach (var node in fleet)
        {
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.IsType<RefreshResult.Unchanged>(await node.RefreshAsync());
        }
        Assert.Equal((1, 3), (_shared.Writes, _shared.Renewals));
    }

    [Fact]
    public async Task An_entry_that_was_confirmed_in_the_future_keeps_no_process_from_asking()
    {
        var node = (await StartedAsync(1, PayloadUpdateMode.Polling))[0];
        await _shared.WriteAsync("", Cached(Payloads.Of("a"), TimeSpan.FromDays(1000)), default);
        Server.Payload = Payloads.Of("b");
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => node.Name() == "b", "the answer of the server");
    }

    [Fact]
    public async Task A_payload_that_the_server_took_back_does_not_return_from_the_cache()
    {
        Server.Payload = Payloads.Of("late", "2030-01-01T00:00:00Z");
        var node = (await StartedAsync(1, PayloadUpdateMode.Manual))[0];
        var late = (await _shared.ReadAsync("", default))!;
        Server.Payload = Payloads.Of("early", "2026-01-01T00:00:00Z");
        Assert.IsType<RefreshResult.Updated>(await node.RefreshAsync(force: true));
        var heard = new List<string?>();
        node.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        await _shared.WriteAsync("", late, default);
        Server.Payload = Payloads.Of("next", "2026-01-02T00:00:00Z");
        await node.RefreshAsync();
        Assert.Equal(["next"], heard);
    }

    [Fact]
    public async Task A_payload_fetched_by_another_process_within_its_time_to_live_is_fresh()
    {
        var fleet = await StartedAsync(2, PayloadUpdateMode.OnDemand);
        Time.Advance(TimeSpan.FromSeconds(61));
        fleet[0].EnsureFresh();
        await Eventually.TrueAsync(() => fleet[0].Current!.FetchedAt == Time.GetUtcNow() && !_shared.IsLeased, "the refresh");
        var refreshed = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromSeconds(59));
        fleet[1].EnsureFresh();
        await Eventually.TrueAsync(() => fleet[1].Current!.FetchedAt == refreshed, "the other's refresh in the cache");
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Fact]
    public async Task Leases_and_subscriptions_granted_after_the_timeout_are_released()
    {
        _shared.Late = new TaskCompletionSource();
        var node = Fleet(1, PayloadUpdateMode.Manual)[0];
        var start = StartAsync(node);
        await Time.PassUntilAsync(() => start.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal(PayloadOrigin.Network, (await start).Origin);
        Assert.Equal((false, 0), (_shared.IsLeased, _shared.Subscribers));

        _shared.Late.SetResult();
        await Eventually.TrueAsync(() => _shared.Leases > 0 && !_shared.IsLeased, "the release of the lease");
        await node.DisposeAsync();
        await Eventually.TrueAsync(() => _shared.Subscriptions > 0 && _shared.Subscribers == 0, "the end of the subscriptions");
    }

    [Fact]
    public async Task A_lease_granted_after_disposal_is_released()
    {
        var late = _shared.Late = new TaskCompletionSource();
        var node = Fleet(1, PayloadUpdateMode.Manual)[0];
        _ = StartAsync(node);
        await Eventually.TrueAsync(() => _shared.Asked > 0, "the node asking for the lease");
        await node.DisposeAsync();
        late.SetResult();
        await Eventually.TrueAsync(() => _shared.Leases > 0 && !_shared.IsLeased, "the release of the lease");
    }

    [Fact]
    public async Task A_payload_streamed_during_a_write_is_written_after_it()
    {
        Server.OffersStream = true;
        await FillCacheAsync();
        var fleet = await StartedAsync(2, PayloadUpdateMode.Streaming);
        await Time.PassUntilAsync(() => Server.OpenStreams == 2 && Subscriber.Results.Count == 3 && !_shared.IsLeased, TimeSpan.FromMilliseconds(20));
        Time.Advance(TimeSpan.FromSeconds(1));
        var results = Subscriber.Results.Count;
        Server.Payload = Payloads.Of("fetched");
        _shared.OnWrite = async () =>
        {
            _shared.OnWrite = null;
            Time.Advance(TimeSpan.FromSeconds(1));
            await Server.SendAsync("features", Payloads.Of("streamed"));
            // Each node has taken it, and found the lease held, by another process or its own.
            await Eventually.TrueAsync(() => Subscriber.Results.Count == results + 2, "the events");
        };
        await fleet[0].RefreshAsync();
        var cached = await _shared.ReadAsync("", default);
        Assert.Equal(Payloads.Of("streamed"), Encoding.UTF8.GetString(cached!.Json.Span));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2026-01-01T00:00:00Z")]
    public async Task A_payload_streamed_during_a_failing_fetch_is_written(string? dateOfAnswer)
    {
        Server.OffersStream = true;
        await _shared.WriteAsync("", Cached(Payloads.Of("a"), TimeSpan.FromSeconds(-5)) with { OffersStream = true }, default);
        var release = new TaskCompletionSource();
        Server.OnFeatures = async http =>
        {
            await release.Task;
            Server.Payload = Payloads.Of("older", dateOfAnswer);
            await (dateOfAnswer is null ? Faults.Status(500, "") : Server.AnswerFeaturesAsync)(http);
        };
        var node = Fleet(1, PayloadUpdateMode.Streaming)[0];
        Assert.Equal(PayloadOrigin.Cache, (await StartAsync(node)).Origin);
        await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Server.FeatureRequests == 1, "the request after the stream has opened");

        var streamed = Payloads.Of("streamed", "2026-01-02T00:00:00Z");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Server.SendAsync("features", streamed);
        await Eventually.TrueAsync(() => Subscriber.Results is [RefreshResult.Updated], "the event being taken and left to the holder of the lease");
        release.SetResult();
        await Eventually.TrueAsync(() => Subscriber.Results is [_, RefreshResult.Failed or RefreshResult.Older], "the end of the refresh");
        Assert.Equal(streamed, Encoding.UTF8.GetString((await _shared.ReadAsync("", default))!.Json.Span));
    }

    [Fact]
    public async Task An_older_payload_in_the_cache_is_rejected()
    {
        Server.Payload = Payloads.Of("a", "2026-01-02T00:00:00Z");
        var fleet = await StartedAsync(1, PayloadUpdateMode.Manual);
        var key = Server.Connection().CacheKey;
        await _shared.WriteAsync(key, Cached(Payloads.Of("older", "2026-01-01T00:00:00Z"), TimeSpan.FromSeconds(5)), default);
        await _shared.WriteAsync(key, Cached(Payloads.Of("fetched before, no date"), TimeSpan.FromSeconds(-5)), default);
        await _shared.WriteAsync(key, Cached(Payloads.Of("newer", "2026-01-03T00:00:00Z"), TimeSpan.FromSeconds(-5)), default);
        var heard = new List<string?>();
        fleet[0].Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        await Eventually.TrueAsync(() => fleet[0].Name() == "newer", "the newer payload");
        Assert.DoesNotContain(heard, name => name != "newer");
    }

    [Fact]
    public async Task Disposal_releases_leases_and_subscriptions()
    {
        Server.OnFeatures = Faults.SilentAsync;
        var node = Fleet(1, PayloadUpdateMode.Polling)[0];
        var start = StartAsync(node);
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        Assert.True(_shared.IsLeased);
        await node.DisposeAsync();
        await Eventually.TrueAsync(() => !_shared.IsLeased && _shared.Subscribers == 0, "the release of the lease and the subscription");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => start);
    }

    /// <summary>Advances the clock by the interval, and waits until each node has polled.</summary>
    private async Task PollAsync(PayloadUpdater[] fleet)
    {
        var polls = Subscriber.Results.Count;
        await Eventually.TrueAsync(() => Time.Waits.Count(wait => wait == Interval) == fleet.Length, "all nodes waiting");
        Time.Advance(Interval);
        await Eventually.TrueAsync(() => Subscriber.Results.Count == polls + fleet.Length, "all polls");
    }

    private CachedPayload Cached(string json, TimeSpan age) => new(Encoding.UTF8.GetBytes(json), Time.GetUtcNow() + age);

    private PayloadUpdater[] Fleet(int count, PayloadUpdateMode mode, string? decryptionKey = null) =>
        [.. Enumerable.Range(0, count).Select(_ => Updater(mode, options => options with { Cache = _shared }, decryptionKey))];

    /// <summary>Fills the cache with one refresh, so that every node that starts later starts with the cached payload.</summary>
    private async Task FillCacheAsync() => await (await StartedAsync(1, PayloadUpdateMode.Manual))[0].DisposeAsync();

    private async Task<PayloadUpdater[]> StartedAsync(int count, PayloadUpdateMode mode, string? decryptionKey = null)
    {
        var fleet = Fleet(count, mode, decryptionKey);
        var starts = Task.WhenAll(fleet.Select(StartAsync));
        await Time.PassUntilAsync(() => starts.IsCompleted, TimeSpan.FromMilliseconds(20));
        Assert.All(await starts, start => Assert.True(start.HasPayload));
        await Eventually.TrueAsync(() => _shared.IsDown || _shared.Subscribers >= count, "the subscriptions");
        return fleet;
    }

    /// <summary>A cache that the nodes share within the test's process.</summary>
    private sealed class SharedCache : ISharedPayloadCache
    {
        private readonly object _gate = new();
        private readonly List<Action> _subscribers = [];
        private CachedPayload? _payload;
        private bool _isLeased;

        public bool IsDown { get; set; }

        /// <summary>The number of the next reads that fail.</summary>
        public int FailingReads { get; set; }

        /// <summary>If set, leases and subscriptions are granted only after it has ended, even if the caller cancels.</summary>
        public TaskCompletionSource? Late { get; set; }

        /// <summary>Called before each write.</summary>
        public Func<Task>? OnWrite { get; set; }

        public int Writes { get; private set; }

        public int Renewals { get; private set; }

        /// <summary>The number of lease requests.</summary>
        public int Asked { get; private set; }

        /// <summary>The number of granted leases.</summary>
        public int Leases { get; private set; }

        /// <summary>The number of subscriptions made.</summary>
        public int Subscriptions { get; private set; }

        public bool IsLeased => Locked(() => _isLeased);

        public int Subscribers => Locked(() => _subscribers.Count);

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => new(Locked(() =>
        {
            if (FailingReads == 0)
                return _payload;
            FailingReads--;
            throw new IOException("the connection was lost");
        }));

        public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
        {
            await (OnWrite?.Invoke() ?? Task.CompletedTask);
            foreach (var subscriber in Locked(() =>
            {
                (_payload, Writes) = (payload, Writes + 1);
                return _subscribers.ToArray();
            }))
            {
                subscriber();
            }
        }

        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => new(Locked(() =>
        {
            if (_payload is not { } stored || (payload.ContentHash ?? Text(payload)) != (stored.ContentHash ?? Text(stored)))
                return false;
            (_payload, Renewals) = (payload, Renewals + 1);
            return true;
        }));

        public async ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
        {
            Locked(() => Asked++);
            await LateAsync();
            return Locked<IAsyncDisposable?>(() =>
            {
                if (_isLeased)
                    return null;
                (_isLeased, Leases) = (true, Leases + 1);
                return new Released(() => Locked(() => _isLeased = false));
            });
        }

        public async ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken)
        {
            await LateAsync();
            return Locked<IAsyncDisposable>(() =>
            {
                _subscribers.Add(written);
                Subscriptions++;
                return new Released(() => Locked(() => _subscribers.Remove(written)));
            });
        }

        private static string Text(CachedPayload payload) => Encoding.UTF8.GetString(payload.Json.Span);

        private Task LateAsync() => Late?.Task ?? Task.CompletedTask;

        private T Locked<T>(Func<T> work)
        {
            if (IsDown)
                throw new IOException("the cache is down");
            lock (_gate)
                return work();
        }

        private sealed class Released(Action release) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                release();
                return default;
            }
        }
    }
}
