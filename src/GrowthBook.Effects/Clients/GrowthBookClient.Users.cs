using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <content>Creates users: their context, and the lookups in the sticky bucket store and at the server that evaluates remotely.</content>
public sealed partial class GrowthBookClient
{
    /// <summary>The mend of a user before the first payload, if no wait for the start has timed out.</summary>
    private const string BeforeStart =
        "await StartAsync, or set StartTimeout, unless it is set, and register hosted services after AddGrowthBook; for a slow server give a CacheDirectory or an initial payload";

    /// <summary>The mend of a user before the first payload, if a wait for the start has timed out.</summary>
    private const string AfterTimeout =
        "the wait for the start timed out: raise StartTimeout, or the timeout that the code gives StartAsync, or give a CacheDirectory or an initial payload";

    private readonly ImmutableArray<string> _secureAttributes;

    /// <summary>Checks the attributes that options name; <c>null</c> if they name none.</summary>
    private readonly NamedAttributes? _namedAttributes;
    private readonly string _salt;
    private readonly StickyBucketNames _stickyBucketNames;
    private volatile Context _template;
    private int _isToldToStart;
    private int _isToldToAskAgain;

    /// <summary>
    /// The attributes that every user has, with the secure ones hashed; a user's own win. At first those of
    /// <see cref="ClientServices.GlobalAttributes"/>. Setting them, with secure ones in clear text, replaces all of them at once: a user
    /// that is created afterwards has the new ones, an earlier user is unchanged.
    /// </summary>
    public Attributes GlobalAttributes
    {
        get => _template.Attributes;
        set => _template = _template with { Attributes = Hashed(value ?? throw new ArgumentNullException(nameof(value))) };
    }

    /// <summary>
    /// Whether the client has a sticky bucket store or evaluates remotely, so that a user needs a lookup:
    /// <see cref="UserAsync(GrowthBook.Attributes, string, CancellationToken)"/> performs it, and <see cref="User"/> throws.
    /// </summary>
    public bool UsersNeedLookup => _remote is not null || _stickyBuckets is not null;

    /// <summary>Returns the attributes whose stored assignments are read for users of a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>Those by which the payload buckets, then further ones of <see cref="GrowthBookOptions.StickyBucketIdentifierAttributes"/>.</returns>
    public ImmutableArray<string> StickyBucketAttributesOf(Payload payload) =>
        _stickyBucketNames.Of(payload ?? throw new ArgumentNullException(nameof(payload)));

    /// <summary>The context from which users are made: the settings and attributes of all users.</summary>
    internal Context Template => _template;

    /// <summary>The session of all users whose sticky bucketing is off.</summary>
    internal UserSession SessionWithoutBuckets { get; }

    /// <summary>
    /// Returns a user with the current payload, without I/O. Use <see cref="UserAsync(GrowthBook.Attributes, string, CancellationToken)"/> if the client has a sticky bucket store or
    /// evaluates remotely; it works with every client.
    /// </summary>
    /// <param name="attributes">The user's attributes; secure ones in clear text, they are hashed here.</param>
    /// <param name="url">The URL of the user's page. Default: none.</param>
    /// <returns>The user.</returns>
    /// <exception cref="InvalidOperationException">
    /// The client has a sticky bucket store or evaluates remotely, so that a user needs a lookup.
    /// </exception>
    public GrowthBookUser User(Attributes attributes, string url = "")
    {
        if (_remote is not null)
            throw new InvalidOperationException("the client evaluates remotely, and User does not call the server; call UserAsync, or UserWithoutLookup for a user without features");
        if (_stickyBuckets is not null)
            throw new InvalidOperationException("the client has a sticky bucket store, and User does not read it; call UserAsync, or UserWithoutLookup for a user without sticky bucketing");
        return UserWithoutLookup(attributes, url);
    }

    /// <summary>
    /// Returns a user with the current payload, without I/O, also from a client that has a sticky bucket store or evaluates
    /// remotely: sticky bucketing is off for the user, and with remote evaluation every feature is unknown.
    /// </summary>
    /// <param name="attributes">The user's attributes; secure ones in clear text, they are hashed here.</param>
    /// <param name="url">The URL of the user's page. Default: none.</param>
    /// <returns>The user.</returns>
    public GrowthBookUser UserWithoutLookup(Attributes attributes, string url = "") => new(SessionWithoutBuckets, Context(attributes, url));

    /// <summary>
    /// Returns a user with the current payload, the stored assignments of the sticky bucket store, and the features of the server
    /// that evaluates remotely. Completes at once if the client has neither. A failing store or server does not throw: the user
    /// lacks its data. A hanging one delays the user by <see cref="GrowthBookOptions.StickyBucketTimeout"/> or
    /// <see cref="GrowthBookOptions.RemoteEvaluationTimeout"/>.
    /// </summary>
    /// <param name="attributes">The user's attributes; secure ones in clear text, they are hashed here.</param>
    /// <param name="url">The URL of the user's page. Default: none.</param>
    /// <param name="cancellationToken">Cancels the lookup.</param>
    /// <returns>The user.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<GrowthBookUser> UserAsync(Attributes attributes, string url = "", CancellationToken cancellationToken = default) =>
        UserOf(await LookUpAsync(Context(attributes, url), cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Returns a user with the same attributes, overrides, forced values and URL, and with the current payload, stored assignments
    /// and remote evaluation. Use it after the <c>With…</c> methods of a user, which do not ask the store and the server. If the
    /// server fails, the user keeps its last answer.
    /// </summary>
    /// <param name="user">A user of this client.</param>
    /// <param name="cancellationToken">Cancels the lookup.</param>
    /// <returns>The user.</returns>
    /// <exception cref="ArgumentException">The user belongs to another client.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<GrowthBookUser> UserAsync(GrowthBookUser user, CancellationToken cancellationToken = default)
    {
        var context = (user ?? throw new ArgumentNullException(nameof(user))).Context;
        if (!user.IsOf(this))
            throw new ArgumentException("the user belongs to another client; create it with UserAsync of this one", nameof(user));
        if (_remote is null)
        {
            _updater.EnsureFresh();
            context = context with { Payload = _updater.Current?.Payload ?? context.Payload };
        }
        var found = await LookUpAsync(context, cancellationToken).ConfigureAwait(false);
        var stored = OverridesIdentifier(found) ? null : found.StickyBuckets;
        var session = user.SessionRead(stored, found);
        return new GrowthBookUser(session, session.Current(found));
    }

    /// <summary>The context of a user, for the functions of <see cref="Evaluator"/>; their effects belong to <see cref="Effects"/>.</summary>
    /// <param name="attributes">The user's attributes. Pass secure attributes in clear text; the client hashes them.</param>
    /// <param name="url">The URL that the user is at. Default: none.</param>
    /// <returns>The context, with the payload of this moment.</returns>
    public Context Context(Attributes attributes, string url = "")
    {
        _ = attributes ?? throw new ArgumentNullException(nameof(attributes));
        _ = url ?? throw new ArgumentNullException(nameof(url));
        _updater.EnsureFresh();
        var (current, template) = (_updater.Current, _template);
        if (current is null)
            WarnIfNotLoaded();
        var context = template with { Payload = current?.Payload ?? Payload.Empty, Attributes = template.Attributes.With(Hashed(attributes)), Url = url };
        ExperimentUsers.Check(context);
        _namedAttributes?.Check(context.Attributes);
        MisnamedAttributes?.Check(context);
        return context;
    }

    /// <summary>Whether a changed user has the answer to another request of remote evaluation.</summary>
    internal bool NeedsEvaluation(Context before, Context changed) =>
        _remote is not null && before.Payload.FeatureKeys.Count > 0 && !_remote.IsSameRequest(before, changed);

    /// <summary>Logs, once, that a changed user keeps the old answer.</summary>
    internal void WarnNotEvaluatedAgain()
    {
        if (Interlocked.Exchange(ref _isToldToAskAgain, 1) == 0)
            ClientLog.NotEvaluatedAgain(_logger);
    }

    /// <summary>The attributes with the secure ones hashed.</summary>
    internal Attributes Hashed(Attributes attributes) => _secureAttributes.IsEmpty ? attributes : SecureTexts.Of(attributes, _secureAttributes).HashSecure(_salt, _secureAttributes);

    /// <summary>
    /// Logs once. Remote evaluation needs no start, a failed refresh has its own log line, and in a browser components are rendered before there is a
    /// payload, and again with it.
    /// </summary>
    private void WarnIfNotLoaded()
    {
        if (_remote is not null || _updater.LastFailure is not null || Interlocked.Exchange(ref _isToldToStart, 1) != 0)
            return;
        if (!_updater.HasStarted)
            ClientLog.NotStarted(_logger);
        else if (!Platform.IsBrowser)
            ClientLog.NotLoaded(_logger, _updater.HasTimedOut ? AfterTimeout : BeforeStart);
    }

    private GrowthBookUser UserOf(Context context) => context.StickyBuckets is null || OverridesIdentifier(context)
        ? new GrowthBookUser(SessionWithoutBuckets, SessionWithoutBuckets.Current(context))
        : new GrowthBookUser(SessionWithoutBuckets.WithRead(context.StickyBuckets, context), context);

    /// <summary>Whether an override replaces an identifier of sticky buckets, so that assignments would be those of another user.</summary>
    private bool OverridesIdentifier(Context context) => context.AttributeOverrides.Count > 0
        && StickyBucketAttributesOf(context.Payload).Any(name => OverriddenIdentifier.Is(name, context));

    private async ValueTask<Context> LookUpAsync(Context context, CancellationToken cancellationToken)
    {
        if (_remote is not null)
            context = await EvaluateRemotelyAsync(_remote, context, cancellationToken).ConfigureAwait(false);
        return _stickyBuckets is null ? context : await _stickyBuckets.LoadAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Context> EvaluateRemotelyAsync(RemoteEvaluation remote, Context context, CancellationToken cancellationToken)
    {
        RemoteEvaluationResult result;
        _remoteChanges?.Start();
        try
        {
            result = await remote.EvaluateAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (_end.IsValueCreated && e is ObjectDisposedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return context; // The client is disposed and sends no requests.
        }
        _remoteReport.Note(result);
        return result is RemoteEvaluationResult.Evaluated { Payload: var payload } ? context with { Payload = payload } : context;
    }
}
