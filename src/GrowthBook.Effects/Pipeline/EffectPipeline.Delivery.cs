using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <content>The delivery of the effects of an evaluation to handlers, at once, and to the queues of sinks, together.</content>
public sealed partial class EffectPipeline
{
    /// <summary>Delivers effects as <see cref="Run(Effects, Context)"/>.</summary>
    /// <param name="effects">The effects of an evaluation.</param>
    /// <param name="context">The context that was evaluated.</param>
    /// <param name="user">The key of the context's user, from <see cref="UserOf"/>.</param>
    internal void Run(in Effects effects, Context context, in EffectKey? user)
    {
        if (effects.Count == 0)
            return;
        var identity = IdentityOf(effects[0], user, _deduplicated);
        if (effects.Count > 1)
            RunAll(identity, effects, context, user);
        else if (!IsSettled(effects[0], identity))
            DeliverFrom(0, identity, default, effects, context, user);
    }

    private void RunAll(in EffectIdentity first, in Effects effects, Context context, in EffectKey? user)
    {
        var second = IdentityOf(effects[1], user, _deduplicated);
        foreach (var group in _groups)
            group.Memory.Prefetch(first.Key, second.Key);
        for (var i = 0; i < effects.Count; i++)
        {
            var identity = i == 0 ? first : i == 1 ? second : IdentityOf(effects[i], user, _deduplicated);
            if (IsSettled(effects[i], identity))
                continue;
            DeliverFrom(i, identity, second, effects, context, user);
            return;
        }
    }

    /// <summary>Delivers an effect that is no repetition, and those after it; <paramref name="second"/> is the identity of the effect at 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // it reserves and clears much of the stack
    private void DeliverFrom(int first, EffectIdentity identity, in EffectIdentity second, in Effects effects, Context context, in EffectKey? user)
    {
        var delivery = new Delivering(context);
        Deliver(effects[first], identity, null, ref delivery);
        for (var i = first + 1; i < effects.Count; i++)
        {
            identity = i == 1 ? second : IdentityOf(effects[i], user, _deduplicated);
            if (!IsSettled(effects[i], identity))
                Deliver(effects[i], identity, null, ref delivery);
        }
        delivery.Outbox?.Send(_writers);
    }

    /// <summary>Whether no receiver gets an effect: none wants it, or all took it before, which is counted.</summary>
    private bool IsSettled(Effect effect, in EffectIdentity identity)
    {
        var kind = EffectKind.Of(effect);
        return !Wants(kind) || ((_observed & kind) == 0 && TryCountRepetition(identity));
    }

    /// <summary>Whether some receiver wants one of the kinds now.</summary>
    internal bool Wants(EffectKinds kinds)
    {
        if ((_wanted & kinds) != 0)
            return true;
        foreach (var receiver in _optional)
        {
            if ((receiver.WantedNow & kinds) != 0)
                return true;
        }
        return false;
    }

    private EffectIdentity IdentityOf(Effect effect, in EffectKey? user, EffectKinds deduplicated) => effect switch
    {
        Effect.ExperimentViewed viewed when (deduplicated & EffectKinds.Exposure) != 0 =>
            new(EffectKinds.Exposure, _identities.OfExposure(viewed), 0),
        Effect.FeatureEvaluated evaluated when user is { } known =>
            new(EffectKinds.Usage, _identities.OfUsage(known, evaluated.FeatureKey), _identities.OfValue(evaluated.Result.Value)),
        _ => default,
    };

    /// <summary>Counts an effect that every receiver took before.</summary>
    /// <returns><c>false</c> if a receiver may get the effect.</returns>
    private bool TryCountRepetition(in EffectIdentity identity)
    {
        if (identity.Kind == EffectKinds.None)
            return false;
        if (_onlyGroup is { } only)
        {
            if (!only.IsRepetition(identity))
                return false;
            only.Memory.CountRepetition(identity.Kind);
            return true;
        }
        foreach (var group in _groups)
        {
            if (!group.IsRepetition(identity))
                return false;
        }
        foreach (var group in _groups)
            group.Memory.CountRepetition(identity.Kind);
        return true;
    }

    /// <summary>Delivers an effect to the receivers that want it and did not take it before.</summary>
    private void Deliver(Effect effect, in EffectIdentity identity, EffectEvent? effectEvent, ref Delivering evaluation)
    {
        var kind = EffectKind.Of(effect);
        if (identity.Kind != EffectKinds.None && !_groups.IsEmpty)
        {
            evaluation.Delivery = _groups[0].Take(identity);
            for (var i = 1; i < _groups.Length; i++)
                (evaluation.Deliveries ??= new Delivery[_groups.Length])[i] = _groups[i].Take(identity);
        }
        foreach (var receiver in _receivers)
        {
            if ((receiver.WantedNow & kind) == 0)
                continue;
            var receipt = default(EffectReceipt);
            if (identity.Kind != EffectKinds.None && receiver.Group is { } group)
            {
                var delivery = group.Number == 0 ? evaluation.Delivery : evaluation.Deliveries![group.Number];
                if ((delivery.Missing & receiver.Bit) == 0)
                {
                    if (delivery.Missing != 0)
                        receiver.CountDuplicate();
                    continue;
                }
                receipt = delivery.Receipt;
            }
            effectEvent ??= new EffectEvent(effect, evaluation.Context, evaluation.Now == default ? evaluation.Now = _time.GetUtcNow() : evaluation.Now);
            if (receiver.Writer is { } writer)
                (evaluation.Outbox ??= Outbox.Rent()).Add(writer, receiver.Queued(effectEvent, receipt));
            else if (receiver.Handle(effectEvent, receipt) is { } exception)
                HandlerFailed(receiver, effectEvent, exception, evaluation.Failures);
        }
        if (evaluation.Outbox is { IsFull: true } outbox)
        {
            evaluation.Outbox = null;
            outbox.Send(_writers);
        }
    }

    private void HandlerFailed(
        EffectReceiver receiver, EffectEvent effectEvent, Exception exception, ImmutableArray<EffectFailure>.Builder? failures)
    {
        var (source, isLogged, total) = receiver.CountFailure(exception);
        if (isLogged && _logger.IsEnabled(LogLevel.Warning))
            PipelineLog.HandlerFailed(_logger, ReceiverName.Of(source), total, FailureText.Of(exception, LogsMessages));
        var failure = new EffectFailure(source, [effectEvent], exception);
        failures?.Add(failure);
        Report(failure);
    }

    /// <summary>The delivery of the effects of one evaluation.</summary>
    private struct Delivering(Context context)
    {
        public readonly Context Context = context;

        /// <summary>The time of all effects; <c>default</c> before the first one.</summary>
        public DateTimeOffset Now;

        /// <summary>The receivers of the present effect in the first group.</summary>
        public Delivery Delivery;

        /// <summary>The receivers of the present effect in the other groups, by number; <c>null</c> without others.</summary>
        public Delivery[]? Deliveries;

        /// <summary>The effects for queues; <c>null</c> before the first one.</summary>
        public Outbox? Outbox;

        /// <summary>The failures of handlers; <c>null</c> if they are not returned.</summary>
        public ImmutableArray<EffectFailure>.Builder? Failures;
    }
}
