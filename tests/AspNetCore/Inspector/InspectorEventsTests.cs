using System.Text.Json;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Inspector;

public sealed class InspectorEventsTests
{
    [Fact]
    public async Task The_first_event_is_the_payload_and_each_change_is_a_further_one()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var events = new StreamReader(await browser.GetStreamAsync("/_growthbook/events"));
        var (name, state) = await NextAsync(events);
        Assert.Equal(("payload", "3", "Init"), (name, state.Text("features"), state.Text("origin")));
        Assert.True(state.GetProperty("ageSeconds").GetDouble() >= 0);

        site.Source.Set(TestFeatures.Of(Feature("one").Returns(1)).ToString());

        (name, state) = await NextAsync(events);
        Assert.Equal(("payload", "1"), (name, state.Text("features")));
        Assert.Equal("0", state.Text("faultCount"));
    }

    [Fact]
    public async Task Faults_of_the_payload_have_their_place_and_message()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var events = new StreamReader(await browser.GetStreamAsync("/_growthbook/events"));
        await NextAsync(events);
        var (_, errors) = Payload.Parse("""{"features":{"a":{"rules":[7]}}}""");

        site.Source.Set("""{"features":{"a":{"rules":[7]}}}""");

        var (_, state) = await NextAsync(events);
        Assert.Equal(errors.Select(error => (error.Path, error.Message)), state.GetProperty("faults").EnumerateArray().Select(fault => (fault.Text("path")!, fault.Text("message")!)));
    }

    [Fact]
    public async Task A_failure_of_the_source_is_an_event_that_does_not_evaluate_again()
    {
        var time = new FakeTimeProvider();
        await using var site = await InspectedSite.StartAsync(services: builder => builder.Services.AddSingleton<TimeProvider>(time));
        using var browser = site.Browser();
        using var events = new StreamReader(await browser.GetStreamAsync("/_growthbook/events"));
        await NextAsync(events);

        site.Source.Set("no JSON");
        await GrowthBook.Client.Tests.Eventually.TrueAsync(() => site.Client.Updater.LastFailure is not null, "the failure");
        time.Advance(TimeSpan.FromSeconds(2));

        var (name, state) = await NextAsync(events);
        Assert.Equal(("state", "3"), (name, state.Text("features")));
        Assert.Equal(site.Client.Updater.LastFailure!.Message, state.Text("failure"));
    }

    [Fact]
    public async Task Open_pages_do_not_delay_the_end_of_the_host()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        using var events = new StreamReader(await browser.GetStreamAsync("/_growthbook/events"));
        await NextAsync(events);
        await site.StopAsync();
        Assert.Equal("", (await events.ReadToEndAsync()).Trim());
    }

    [Fact]
    public void A_client_without_a_payload_has_a_state_too()
    {
        using var client = new GrowthBookClient(new GrowthBookOptions { ClientKey = "sdk-1" });
        var state = JsonDocument.Parse(InspectorAnswers.Payload(client).ToString()).RootElement;
        Assert.Equal(("0", "0", null), (state.Text("features"), state.Text("faultCount"), state.Text("origin")));
    }

    [Fact]
    public async Task The_page_knows_each_origin_of_a_payload()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        var script = await browser.GetStringAsync("/_growthbook/payload.js");
        var origins = script[script.IndexOf("const origins", StringComparison.Ordinal)..script.IndexOf("let age", StringComparison.Ordinal)];
        Assert.All(Enum.GetNames<PayloadOrigin>(), origin => Assert.Contains($" {origin}: '", origins, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_evaluates_remotely_has_no_payload_that_ages()
    {
        using var client = new GrowthBookClient(new GrowthBookOptions { ApiHost = "https://gb.example", ClientKey = "sdk-1", RemoteEvaluation = true });
        await client.StartAsync();
        var state = JsonDocument.Parse(InspectorAnswers.Payload(client).ToString()).RootElement;
        Assert.Equal(("Remote", null), (state.Text("origin"), state.Text("freshness")));
    }

    /// <summary>The next event; comments are skipped.</summary>
    private static async Task<(string Name, JsonElement State)> NextAsync(StreamReader events)
    {
        var name = "";
        while (await events.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (name, JsonDocument.Parse(line[6..]).RootElement);
        }
        throw new EndOfStreamException();
    }
}
