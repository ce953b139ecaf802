#if NET
using System.ComponentModel;
#endif
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// What application code needs of a <see cref="GrowthBookClient"/>: users, the payload and its changes, and effects. A service that takes
/// this interface can be tested with a fake client. The container has it for every registered client. The start, the
/// updater, the counts of sinks and the disposal belong to the program that owns the client.
/// </summary>
[JsonConverter(typeof(LiveRecordJsonConverter<IGrowthBookClient>))]
public interface IGrowthBookClient
{
    /// <inheritdoc cref="GrowthBookClient.Current"/>
    PayloadSnapshot? Current { get; }

    /// <inheritdoc cref="GrowthBookClient.Payload"/>
    Payload Payload { get; }

    /// <inheritdoc cref="GrowthBookClient.GlobalAttributes"/>
    Attributes GlobalAttributes { get; set; }

    /// <inheritdoc cref="GrowthBookClient.UsersNeedLookup"/>
    bool UsersNeedLookup { get; }

    /// <inheritdoc cref="GrowthBookClient.Effects"/>
    EffectPipeline Effects { get; }

    /// <inheritdoc cref="GrowthBookClient.User"/>
    IGrowthBookUser User(Attributes attributes, string url = "");

    /// <inheritdoc cref="GrowthBookClient.UserWithoutLookup"/>
    IGrowthBookUser UserWithoutLookup(Attributes attributes, string url = "");

    /// <inheritdoc cref="GrowthBookClient.UserAsync(Attributes, string, CancellationToken)"/>
    ValueTask<IGrowthBookUser> UserAsync(Attributes attributes, string url = "", CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.UserAsync(GrowthBookUser, CancellationToken)"/>
    ValueTask<IGrowthBookUser> UserAsync(IGrowthBookUser user, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.Context"/>
    Context Context(Attributes attributes, string url = "");

    /// <inheritdoc cref="GrowthBookClient.RefreshAsync(CancellationToken)"/>
    Task<RefreshResult> RefreshAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.RefreshAsync(bool, CancellationToken)"/>
    Task<RefreshResult> RefreshAsync(bool force, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.Subscribe(Action{PayloadSnapshot})"/>
    IDisposable Subscribe(Action<PayloadSnapshot> callback);

    /// <inheritdoc cref="GrowthBookClient.Subscribe(Action{PayloadSnapshot}, bool)"/>
    IDisposable Subscribe(Action<PayloadSnapshot> callback, bool withCurrent);

#if NET
    /// <inheritdoc cref="GrowthBookClient.Subscribe{TTask}(Func{PayloadSnapshot, TTask}, bool)"/>
    [Obsolete(AsyncVoid.OfSubscription, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    IDisposable Subscribe<TTask>(Func<PayloadSnapshot, TTask> callback, bool withCurrent = false)
        where TTask : Task => throw new NotSupportedException(AsyncVoid.OfSubscription);
#endif

    /// <inheritdoc cref="GrowthBookClient.FlushAsync(CancellationToken)"/>
    Task FlushAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.FlushAsync(TimeSpan, CancellationToken)"/>
    Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
