using System.ComponentModel;
using System.Runtime.InteropServices;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>Creates clients of features that are built in code, without a network.</summary>
public static class TestClients
{
    private const string AsyncOptions = "options are set before the client is created; await the values first, and set them in a lambda that is not async";

    /// <summary>Returns a source of these features, whose features a test can replace.</summary>
    /// <param name="features">The features.</param>
    /// <returns>The source; <c>source.Set(features.With(…).ToString())</c> and <c>await client.RefreshAsync(force: true)</c> replace the features of a running client.</returns>
    /// <exception cref="InvalidOperationException">The features have a fault.</exception>
    public static InMemoryPayloadSource ToSource(this TestFeatures features)
    {
        _ = (features ?? throw new ArgumentNullException(nameof(features))).ToPayload();
        return new InMemoryPayloadSource(features.ToString());
    }

    /// <summary>Creates and starts a client of these features.</summary>
    /// <param name="features">The features.</param>
    /// <param name="recorded">Records every effect, without deduplication. Default: no recording.</param>
    /// <param name="configure">Sets options, such as secure attributes. Default: none.</param>
    /// <param name="services">Further parts, such as a sticky bucket store or the time; its source and caches are not used. Default: none.</param>
    /// <returns>The client, for the test to dispose of.</returns>
    /// <exception cref="InvalidOperationException">The features have a fault.</exception>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    /// <example><code>
    /// var effects = new RecordedEffects();
    /// await using var growthBook = await features.ToClientAsync(effects);
    /// new Checkout(growthBook).Pay("u-1");
    /// effects.ShouldHaveViewed("checkout-test", variation: 1);
    /// </code></example>
    public static async Task<GrowthBookClient> ToClientAsync(
        this TestFeatures features, RecordedEffects? recorded = null, Action<GrowthBookOptions>? configure = null, ClientServices? services = null)
    {
        var options = new GrowthBookOptions();
        configure?.Invoke(options);
        TestOptions.TakeNetworkAway(options);
        TestOptions.LoadFromMemory(options);
        services ??= new ClientServices();
        var client = new GrowthBookClient(options, services with
        {
            Source = features.ToSource(),
            InitialSource = null,
            Cache = null,
            Observers = recorded is null ? services.Observers : services.Observers.Add(recorded),
        });
        await client.StartAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        recorded?.Expect(client.Payload);
        return client;
    }

    /// <summary>Not for use: options are not awaited.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="features">Not used.</param>
    /// <param name="recorded">Not used.</param>
    /// <param name="configure">An asynchronous function.</param>
    /// <param name="services">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncOptions, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<GrowthBookClient> ToClientAsync<TTask>(
        this TestFeatures features, [Optional] RecordedEffects? recorded, Func<GrowthBookOptions, TTask> configure, [Optional] ClientServices? services)
        where TTask : Task => throw new NotSupportedException(AsyncOptions);
}
