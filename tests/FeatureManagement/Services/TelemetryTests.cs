using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using Microsoft.FeatureManagement.Telemetry;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.FeatureManagement.Tests.Services;

/// <summary>Each test has features of its own, because listeners get the activities of all tests.</summary>
public sealed class TelemetryTests
{
    private static readonly TargetingContext User = new() { UserId = "u-1" };

    [Fact]
    public async Task An_evaluation_is_an_activity_with_the_event_of_a_feature_flag()
    {
        using var heard = new Heard();
        await using var worker = await Worker.StartAsync(Of(
            Feature("t-trial").Experiment("t-test", [false, true], variation: 1), Feature("t-on").Returns("blue"), Feature("t-off").Off(), Feature("t-none").Returns(Value.Null.Instance)));
        Assert.Equal("1", (await worker.Manager.GetVariantAsync("t-trial", User)).Name);
        Assert.True(await worker.Manager.IsEnabledAsync("t-trial", User));
        Assert.True(await worker.Manager.IsEnabledAsync("t-on"));
        Assert.False(await worker.Manager.IsEnabledAsync("t-off", User));
        Assert.Null(await worker.Manager.GetVariantAsync("t-none"));
        var assigned = "t-trial True Percentile 1.0.0 u-1 1";
        Assert.Equal(
            [assigned, assigned, "t-on True DefaultWhenEnabled 1.0.0  blue", "t-off False DefaultWhenDisabled 1.0.0 u-1 false", "t-none False None 1.0.0  "],
            heard.Of("t-"));
    }

    [Fact]
    public async Task The_snapshot_reports_an_evaluation_once()
    {
        using var heard = new Heard();
        await using var worker = await Worker.StartAsync(Of(Feature("s-on").On()));
        await using var scope = worker.Services.CreateAsyncScope();
        var snapshot = scope.ServiceProvider.GetRequiredService<IVariantFeatureManagerSnapshot>();
        Assert.True(await snapshot.IsEnabledAsync("s-on"));
        Assert.True(await snapshot.IsEnabledAsync("s-on"));
        Assert.Single(heard.Of("s-"));
    }

    [Fact]
    public async Task An_answer_of_a_session_has_no_variant()
    {
        using var heard = new Heard();
        await using var worker = await Worker.StartAsync(Of(Feature("k-on").Returns("blue")), services: services => services.AddSingleton<ISessionManager, OffSession>());
        Assert.False(await worker.Manager.IsEnabledAsync("k-on"));
        Assert.Equal(["k-on False None 1.0.0  "], heard.Of("k-"));
    }

    [Fact]
    public async Task Telemetry_can_be_switched_off()
    {
        using var heard = new Heard();
        await using var worker = await Worker.StartAsync(Of(Feature("o-on").On()), options => options.Telemetry = false);
        Assert.True(await worker.Manager.IsEnabledAsync("o-on"));
        Assert.Equal("true", (await worker.Manager.GetVariantAsync("o-on")).Name);
        Assert.Empty(heard.Of("o-"));
    }

    private sealed class OffSession : ISessionManager
    {
        public Task SetAsync(string featureName, bool enabled) => Task.CompletedTask;

        public Task<bool?> GetAsync(string featureName) => Task.FromResult<bool?>(false);
    }

    /// <summary>What a listener reads when an activity stops, as the publisher for Application Insights does.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly ConcurrentQueue<IReadOnlyDictionary<string, object?>> _events = new();
        private readonly ActivityListener _listener;

        public Heard()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Microsoft.FeatureManagement",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    foreach (var each in activity.Events)
                    {
                        if ((activity.OperationName, each.Name) == ("FeatureEvaluation", "FeatureFlag"))
                            _events.Enqueue(each.Tags.ToDictionary());
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<string> Of(string prefix) => _events
            .Where(each => ((string)each["FeatureName"]!).StartsWith(prefix, StringComparison.Ordinal))
            .Select(each => $"{each["FeatureName"]} {each["Enabled"]} {(VariantAssignmentReason)each["VariantAssignmentReason"]!} {each["Version"]} {each.GetValueOrDefault("TargetingId")} {each.GetValueOrDefault("Variant")}");

        public void Dispose() => _listener.Dispose();
    }
}
