namespace GrowthBook.Client;

/// <summary>
/// The assignments that a user and the users made from it by <c>With…</c> share: an evaluation sees those of earlier ones, and
/// only new ones are effects. Thread-safe.
/// </summary>
/// <param name="client">The client of the users.</param>
/// <param name="buckets">The stored assignments; <c>null</c> if sticky bucketing is off. A client has one such session for all its users.</param>
/// <param name="origin">The context for which the stored assignments were read.</param>
/// <param name="isOutdated">Whether the users have the answer to another request of remote evaluation.</param>
/// <param name="change">Changes effects before the client delivers them; <c>null</c> if they stay.</param>
/// <param name="isGiven">Whether the caller gave the stored assignments, which then count as all of the user's identifiers. Otherwise the client read them.</param>
internal sealed class UserSession(
    GrowthBookClient client, StickyBuckets? buckets, Context origin, bool isOutdated = false, EffectsChange? change = null, bool isGiven = false)
{
    /// <summary>Replaced by compare-and-swap; <c>null</c> for good if sticky bucketing is off.</summary>
    private StickyBuckets? _buckets = buckets;

    public GrowthBookClient Client => client;

    /// <summary>Whether evaluations need neither <see cref="Current"/> nor <see cref="TryKeep"/>.</summary>
    public bool KeepsNothing { get; } = !isOutdated && buckets is null && change is null;

    /// <summary>Returns a context with the present assignments; the same one if it has them.</summary>
    public Context Current(Context context)
    {
        var current = Volatile.Read(ref _buckets);
        return ReferenceEquals(context.StickyBuckets, current) ? context : context with { StickyBuckets = current };
    }

    /// <summary>Passes effects of a user to the client.</summary>
    /// <returns>The effects that the client got.</returns>
    public Effects Deliver(in Effects effects, Context context, in EffectKey? user)
    {
        var delivered = change is null ? effects : change.Apply(effects, context);
        if (change is not { TracksExposures: true })
            client.LostExposures?.Check(delivered);
        client.Effects.Run(delivered, context, user);
        return delivered;
    }

    /// <summary>Returns a session with assignments of its own, which begin as those of this one, that changes effects after this one does.</summary>
    public UserSession WithEffects(EffectsChange next) => new(client, Volatile.Read(ref _buckets), origin, isOutdated, change?.Then(next) ?? next, isGiven);

    /// <summary>
    /// Returns the session of a user whose stored assignments the client has read for a context, or without any. What the caller gave before
    /// counts still.
    /// </summary>
    public UserSession WithRead(StickyBuckets? stored, Context context) => With(stored, context, isGiven && Volatile.Read(ref _buckets) is not null);

    private UserSession With(StickyBuckets? stored, Context context, bool given)
    {
        if (stored is not null)
            client.ExperimentUsers.SeeStickyBuckets();
        return stored is null && change is null ? client.SessionWithoutBuckets : new UserSession(client, stored, context, false, change, given && stored is not null);
    }

    /// <summary>Keeps the assignments of an evaluation.</summary>
    /// <param name="context">The evaluated context; after <c>false</c>, the context with the assignments of other threads.</param>
    /// <param name="effects">The effects of the evaluation; afterwards without assignments that must not be saved.</param>
    /// <returns><c>false</c> if another thread has assigned a variation since: the evaluation must be repeated in the new context.</returns>
    public bool TryKeep(ref Context context, ref Effects effects)
    {
        if (isOutdated)
            client.WarnNotEvaluatedAgain();
        var before = context.StickyBuckets;
        if (before is null)
            return true;
        client.Keyless.Check(effects);
        var after = context.Apply(effects).StickyBuckets;
        if (ReferenceEquals(after, before))
            return true;
        if (!ReferenceEquals(Interlocked.CompareExchange(ref _buckets, after, before), before))
        {
            context = Current(context);
            return false;
        }
        // Without a payload no name is known, and other log lines say why there is none.
        if (!isGiven && !ReferenceEquals(origin.Payload, Payload.Empty))
            client.Unread.Check(effects, context, client.StickyBucketAttributesOf(origin.Payload));
        effects = Savable(effects);
        return true;
    }

    /// <summary>The sticky assignments among effects.</summary>
    public static Effects AssignmentsOf(Effects effects) => Effects.Of([.. effects.Where(effect => effect is Effect.StickyBucketAssigned)]);

    /// <summary>Returns the session of a user that was made from one of this session.</summary>
    /// <param name="before">The context of this session's user.</param>
    /// <param name="changed">The changed context.</param>
    /// <returns>
    /// This session; another one if the change brought stored assignments of its own; one without sticky bucketing if the change
    /// removed them, replaced an identifier or overrides one.
    /// </returns>
    public UserSession For(Context before, Context changed)
    {
        var session = ForAssignments(before, changed);
        return IsOutdatedBy(before, changed) ? session.Outdated() : session;
    }

    /// <summary>Returns the session of a user that was made by a change that affects no identifier and no assignment.</summary>
    /// <param name="before">The context of this session's user.</param>
    /// <param name="changed">The changed context.</param>
    /// <returns>This session, or an outdated one with its assignments if the change needs another remote evaluation.</returns>
    public UserSession ForRequest(Context before, Context changed) => IsOutdatedBy(before, changed) ? Outdated() : this;

    private bool IsOutdatedBy(Context before, Context changed) => isOutdated || client.NeedsEvaluation(before, changed);

    private UserSession ForAssignments(Context before, Context changed)
    {
        if (changed.StickyBuckets is null)
            return With(null, changed, false);
        if (!ReferenceEquals(changed.StickyBuckets, before.StickyBuckets))
            return With(changed.StickyBuckets, changed, true);
        return IsAnotherUser(before, changed) ? With(null, changed, false) : this;
    }

    private UserSession Outdated() => isOutdated ? this : new UserSession(client, Volatile.Read(ref _buckets), origin, true, change, isGiven);

    /// <summary>Whether a change replaced an identifier whose stored assignments are read, or overrides one. An additional identifier is no other user.</summary>
    private bool IsAnotherUser(Context before, Context changed)
    {
        var (old, now) = (before.EffectiveAttributes(), changed.EffectiveAttributes());
        foreach (var name in client.StickyBucketAttributesOf(changed.Payload))
        {
            var value = now[name];
            if (!value.IsTruthy || IsOwn(name, StickyBucketKeys.Of(name, value)))
                continue;
            if (changed.AttributeOverrides.ContainsKey(name) || (old[name].IsTruthy && !old[name].Equals(value)))
                return true;
        }
        return false;
    }

    /// <summary>
    /// The effects without assignments of identifiers that the user got since, and of attributes that neither the payload nor the options name: their
    /// stored assignments were not read, and saving could overwrite them.
    /// </summary>
    private Effects Savable(Effects effects)
    {
        foreach (var effect in effects)
        {
            if (!IsSavable(effect))
                return Effects.Of([.. effects.Where(IsSavable)]);
        }
        return effects;
    }

    private bool IsSavable(Effect effect) =>
        effect is not Effect.StickyBucketAssigned { Document: var document } || (IsRead(document.AttributeName) && IsOwn(document.AttributeName, document.Key));

    private bool IsRead(string name) => isGiven || client.StickyBucketAttributesOf(origin.Payload).Contains(name);

    private bool IsOwn(string name, string key) => origin.EffectiveAttributes()[name] is { IsTruthy: true } value && StickyBucketKeys.Of(name, value) == key;
}
