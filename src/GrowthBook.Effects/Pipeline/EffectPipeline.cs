using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Delivers effects to receivers: calls handlers on the thread that evaluates, and queues effects for sinks that write in the
/// background. An exception of a receiver reaches neither the caller nor the other receivers; it is counted, logged without
/// values, and reported. Thread-safe.
/// </summary>
/// <example><code>
/// var (color, effects) = Evaluator.GetFeatureValue(context, "color", "red");
/// pipeline.Run(effects, context);
/// </code></example>
public sealed partial class EffectPipeline
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly ImmutableArray<EffectReceiver> _receivers;
    private readonly ImmutableArray<AwaitedSink> _sinks;
    private readonly ImmutableArray<ReceiverGroup> _groups;

    /// <summary>The only group; <c>null</c> for none or several.</summary>
    private readonly ReceiverGroup? _onlyGroup;
    private readonly ImmutableArray<EffectReceiver> _optional;
    private readonly ImmutableArray<BackgroundEffectWriter> _writers;
    private readonly EffectIdentities _identities;

    /// <summary>The kinds of effects that some receiver always wants.</summary>
    private readonly EffectKinds _wanted;

    /// <summary>The kinds of effects that some receiver wants without deduplication.</summary>
    private readonly EffectKinds _observed;
    private readonly EffectKinds _deduplicated;

    /// <summary>The kinds of effects that some awaited sink wants.</summary>
    private readonly EffectKinds _awaited;

    /// <summary>The kinds of effects that <see cref="RunAsync"/> deduplicates, for receivers and awaited sinks.</summary>
    private readonly EffectKinds _deduplicatedAsync;
    private readonly FailureCounts<(AwaitedSink Sink, string Reason)> _sinkFailures = new();
    private readonly TimeProvider _time;
    private readonly GuardedLogger _logger;
    private readonly Action<EffectFailure>? _onFailure;
    private int _areSinksLogged;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="receivers">Get each effect, in this order; <c>default</c> for none.</param>
    /// <param name="sinks">
    /// Written to and awaited by <see cref="RunAsync"/>, and not by <see cref="Run(Effects, Context)"/>; each gets an exposure or a usage
    /// once; <c>default</c> for none.
    /// </param>
    /// <param name="userAttributes">The attributes that identify a user when usages are deduplicated. Default: all.</param>
    /// <param name="logger">Logs failures. Default: none.</param>
    /// <param name="timeProvider">Sets the timestamps of events. Default: the system's.</param>
    /// <param name="onFailure">
    /// Called per failure with the exception, which may hold attribute values and is not logged. Default: none.
    /// </param>
    /// <param name="sinkCapacity">
    /// The number of exposures and usages that each awaited sink remembers, each 72 to 88 bytes; 0 to write every effect each time.
    /// </param>
    public EffectPipeline(
        ImmutableArray<EffectReceiver> receivers,
        ImmutableArray<IEffectSink> sinks = default,
        ImmutableArray<string> userAttributes = default,
        ILogger? logger = null,
        TimeProvider? timeProvider = null,
        Action<EffectFailure>? onFailure = null,
        int sinkCapacity = EffectReceiver.DefaultCapacity)
    {
        _receivers = receivers.IsDefault ? [] : receivers;
        var awaited = sinks.IsDefault ? [] : sinks;
        if (_receivers.Any(receiver => receiver is null))
            throw new ArgumentException("a receiver is null; leave it out", nameof(receivers));
        if (awaited.Any(sink => sink is null))
            throw new ArgumentException("a sink is null; leave it out", nameof(sinks));
        if (sinkCapacity < 0)
            throw new ArgumentOutOfRangeException(nameof(sinkCapacity), sinkCapacity, "the capacity must be at least 0");
        _sinks = [.. awaited.Select(sink => new AwaitedSink(sink, sinkCapacity))];
        _identities = new EffectIdentities(userAttributes, EffectKey.Random());
        _groups = ReceiverGroup.Of(_receivers);
        _onlyGroup = _groups.Length == 1 ? _groups[0] : null;
        _optional = [.. _receivers.Where(receiver => receiver.IsOptional)];
        _writers = [.. _receivers.Select(receiver => receiver.Writer).OfType<BackgroundEffectWriter>().Distinct()];
        foreach (var receiver in _receivers)
        {
            _wanted |= receiver.IsOptional ? EffectKinds.None : receiver.Kinds;
            if (receiver.Capacity > 0)
                _deduplicated |= receiver.Kinds;
            else
                _observed |= receiver.Kinds;
        }
        _awaited = _sinks.Aggregate(EffectKinds.None, (kinds, sink) => kinds | sink.Kinds);
        _deduplicatedAsync = _sinks.Aggregate(_deduplicated, (kinds, sink) => kinds | sink.Deduplicated);
        _logger = GuardedLogger.Of(logger);
        _time = timeProvider ?? TimeProvider.System;
        _onFailure = onFailure;
    }

    /// <summary>The number of failed calls of handlers.</summary>
    public long HandlerFailures => _receivers.Sum(receiver => receiver.Failures);

    /// <summary>The number of failed writes by <see cref="RunAsync"/>.</summary>
    public long SinkFailures => _sinkFailures.Value;

    /// <summary>Whether log lines have the messages of exceptions. Default: <c>false</c>.</summary>
    internal bool LogsMessages { get; init; }

    /// <summary>Called with the effects and the context of each call of <see cref="Run(Effects, Context)"/> and <see cref="RunAsync"/>. Default: none.</summary>
    internal Action<Effects, Context>? Given { get; init; }

    /// <summary>Whether some receiver wants effects at all times, which an optional one does not.</summary>
    internal bool AlwaysWantsEffects => _wanted != EffectKinds.None;

    /// <summary>
    /// Delivers each effect to each receiver, in order, and not to the awaited sinks: the first call with an effect that one of them wants logs a warning.
    /// Allocates nothing for an effect that no receiver gets.
    /// </summary>
    /// <param name="effects">The effects of an evaluation.</param>
    /// <param name="context">The context that was evaluated.</param>
    public void Run(Effects effects, Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        Given?.Invoke(effects, context);
        if (_awaited != EffectKinds.None && Volatile.Read(ref _areSinksLogged) == 0)
            WarnOfSinks(effects);
        if (effects.Count > 0 && Wants(EffectKinds.All))
            Run(effects, context, UserOf(context));
    }

    /// <summary>Returns the key of a user for <see cref="Run(in Effects, Context, in EffectKey?)"/>; <c>null</c> if no usage needs it.</summary>
    internal EffectKey? UserOf(Context context) => KeyOfUser(context, _deduplicated);

    /// <summary>
    /// Delivers each effect to each receiver, in order, and then writes them to the awaited sinks, concurrently. A sink
    /// has one caller at a time; other calls wait for their turn.
    /// </summary>
    /// <remarks>
    /// An awaited sink gets each exposure and usage once, as an <see cref="EffectReceiver"/> does, and remembers it from the end of the
    /// write that succeeded. After a failed write, the next call with the effect writes it again. The memory is that of the pipeline: keep
    /// one pipeline per process. A process that starts anew writes again; drop its repetitions by <see cref="Effect.DeduplicationKey"/>.
    /// </remarks>
    /// <param name="effects">The effects of an evaluation.</param>
    /// <param name="context">The context that was evaluated.</param>
    /// <param name="cancellationToken">Cancels the writes. A sink that ignores the cancellation is abandoned after 250 ms.</param>
    /// <returns>The failures; a cancellation is a failure too. Never throws an exception of a handler or a sink.</returns>
    public ValueTask<EffectRunResult> RunAsync(Effects effects, Context context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        Given?.Invoke(effects, context);
        if (effects.Count == 0 || (_receivers.IsEmpty && _sinks.IsEmpty))
            return default;
        var failures = ImmutableArray.CreateBuilder<EffectFailure>();
        var delivery = new Delivering(context) { Now = _time.GetUtcNow(), Failures = failures };
        var user = KeyOfUser(context, _deduplicatedAsync);
        var batch = ImmutableArray.CreateBuilder<(EffectEvent Event, EffectIdentity Identity)>(effects.Count);
        foreach (var effect in effects)
        {
            var effectEvent = new EffectEvent(effect, context, delivery.Now);
            var identity = IdentityOf(effect, user, _deduplicatedAsync);
            batch.Add((effectEvent, identity));
            Deliver(effect, identity, effectEvent, ref delivery);
        }
        delivery.Outbox?.Send(_writers);
        return _sinks.IsEmpty ? new(ResultOf(failures)) : WriteAsync(batch.MoveToImmutable(), failures, cancellationToken);
    }

    /// <summary>Logs, once per pipeline, awaited sinks that would get an effect from <see cref="RunAsync"/>.</summary>
    private void WarnOfSinks(in Effects effects)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            var kind = EffectKind.Of(effects[i]);
            if ((kind & _awaited) != 0 && Interlocked.Exchange(ref _areSinksLogged, 1) == 0)
                PipelineLog.SinksNotWritten(_logger, NamesOfSinks(kind));
        }
    }

    private string NamesOfSinks(EffectKinds kind) =>
        string.Join(", ", _sinks.Where(sink => (sink.Kinds & kind) != 0).Select(sink => ReceiverName.Of(sink.Target)).Distinct());

    private EffectKey? KeyOfUser(Context context, EffectKinds deduplicated) =>
        (deduplicated & EffectKinds.Usage) == 0 ? null : _identities.OfUser(context);

    private static EffectRunResult ResultOf(ImmutableArray<EffectFailure>.Builder failures) =>
        failures.Count == 0 ? default : new EffectRunResult(failures.ToImmutable());

    private async ValueTask<EffectRunResult> WriteAsync(
        ImmutableArray<(EffectEvent Event, EffectIdentity Identity)> effects,
        ImmutableArray<EffectFailure>.Builder failures,
        CancellationToken cancellationToken)
    {
        var writes = _sinks.Select(sink => WriteAsync(sink, sink.BatchOf(effects), cancellationToken)).ToArray();
        foreach (var write in writes)
        {
            if (await write.ConfigureAwait(false) is { } failure)
                failures.Add(failure);
        }
        return ResultOf(failures);
    }

    private async Task<EffectFailure?> WriteAsync(AwaitedSink sink, AwaitedBatch batch, CancellationToken cancellationToken)
    {
        var write = sink.WriteAsync(batch, cancellationToken);
        var exception = await write.EndsAsync(_time, Grace, cancellationToken).ConfigureAwait(false)
            ? await write.ConfigureAwait(false)
            : new AbandonedSinkException(cancellationToken);
        if (exception is null)
            return null;
        var notWritten = EffectWriteException.NotWrittenOf(batch.Events, exception);
        if (_sinkFailures.Add((sink, FailureText.ReasonOf(exception)), out var total) && _logger.IsEnabled(LogLevel.Warning))
            PipelineLog.SinkFailed(_logger, ReceiverName.Of(sink.Target), notWritten.Length, total, FailureText.Of(exception, LogsMessages));
        var failure = new EffectFailure(sink.Target, notWritten, exception);
        Report(failure);
        return failure;
    }

    private void Report(EffectFailure failure)
    {
        try
        {
            _onFailure?.Invoke(failure);
        }
        catch (Exception)
        {
            // A callback about failures must not cause another one.
        }
    }
}
