using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// Carries out effects: gives each to each handler, in order, and on request writes them to sinks. What a handler or a
/// sink throws reaches neither the caller nor the other handlers; it is counted, logged without values, and reported.
/// May be used by any number of threads.
/// </summary>
/// <example><code>
/// var (color, effects) = Evaluator.GetFeatureValue(context, "color", "red");
/// runner.Run(effects, context);
/// </code></example>
public sealed class EffectRunner
{
    /// <summary>How deep handlers that evaluate may nest, so that one that always does cannot exhaust the stack.</summary>
    private const int MaxDepth = 16;

    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    [ThreadStatic]
    private static int _depth;

    private readonly ImmutableArray<IEffectHandler> _handlers;
    private readonly ImmutableArray<GuardedSink> _sinks;
    private readonly FailureCount[] _failuresByHandler;
    private readonly FailureCount _sinkFailures = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<EffectFailure>? _onFailure;

    /// <summary>A runner of handlers and sinks.</summary>
    /// <param name="handlers">Called in this order; <c>default</c> is none.</param>
    /// <param name="sinks">Written to by <see cref="RunAsync"/>; <c>default</c> is none.</param>
    /// <param name="logger">Hears of failures. Default: nobody.</param>
    /// <param name="timeProvider">Gives events their timestamps. Default: the system's.</param>
    /// <param name="onFailure">
    /// Called for each failure with the exception, which may hold attribute values and is not logged. Default: none.
    /// </param>
    public EffectRunner(
        ImmutableArray<IEffectHandler> handlers,
        ImmutableArray<IEffectSink> sinks = default,
        ILogger? logger = null,
        TimeProvider? timeProvider = null,
        Action<EffectFailure>? onFailure = null)
    {
        _handlers = handlers.IsDefault ? [] : handlers;
        var allSinks = sinks.IsDefault ? [] : sinks;
        if (_handlers.Any(handler => handler is null))
            throw new ArgumentException("a handler is null; leave it out", nameof(handlers));
        if (allSinks.Any(sink => sink is null))
            throw new ArgumentException("a sink is null; leave it out", nameof(sinks));
        _sinks = [.. allSinks.Select(sink => new GuardedSink(sink))];
        _failuresByHandler = [.. _handlers.Select(_ => new FailureCount())];
        _logger = logger ?? NullLogger.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _onFailure = onFailure;
    }

    /// <summary>How many calls of handlers failed.</summary>
    public long HandlerFailures => _failuresByHandler.Sum(failures => failures.Value);

    /// <summary>How many writings to sinks failed.</summary>
    public long SinkFailures => _sinkFailures.Value;

    /// <summary>
    /// Gives each effect to each handler, in order. Sinks are not written to. Allocates nothing where there are no
    /// effects or no handlers.
    /// </summary>
    /// <param name="effects">What an evaluation returned.</param>
    /// <param name="context">The context that was evaluated.</param>
    public void Run(Effects effects, Context context)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        if (effects.Count == 0 || _handlers.Length == 0)
            return;
        var now = _time.GetUtcNow();
        foreach (var effect in effects)
            Handle(new EffectEvent(effect, context, now), null);
    }

    /// <summary>
    /// Gives each effect to each handler, in order, and then writes all of them to the sinks, to all of them at the
    /// same time. Other calls wait for their turn at a sink.
    /// </summary>
    /// <param name="effects">What an evaluation returned.</param>
    /// <param name="context">The context that was evaluated.</param>
    /// <param name="cancellationToken">Ends the writing; a sink that does not end then is waited for 250 ms and left behind.</param>
    /// <returns>What failed; a cancellation is a failure too. Never an exception of a handler or a sink.</returns>
    public ValueTask<EffectRunResult> RunAsync(Effects effects, Context context, CancellationToken cancellationToken = default)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        if (effects.Count == 0 || (_handlers.Length == 0 && _sinks.Length == 0))
            return default;
        var now = _time.GetUtcNow();
        var failures = ImmutableArray.CreateBuilder<EffectFailure>();
        var batch = ImmutableArray.CreateBuilder<EffectEvent>(effects.Count);
        foreach (var effect in effects)
        {
            var effectEvent = new EffectEvent(effect, context, now);
            batch.Add(effectEvent);
            Handle(effectEvent, failures);
        }
        return _sinks.Length == 0 ? new(ResultOf(failures)) : WriteAsync(batch.MoveToImmutable(), failures, cancellationToken);
    }

    internal ImmutableArray<IEffectHandler> Handlers => _handlers;

    /// <summary>Gives one effect to each handler, in order.</summary>
    internal void Run(EffectEvent effectEvent) => Handle(effectEvent, null);

    /// <summary>Gives one effect to those handlers whose bit is set, in order.</summary>
    /// <returns>The bits of those that failed.</returns>
    internal ulong Run(EffectEvent effectEvent, ulong handlers)
    {
        var failed = 0UL;
        for (var i = 0; i < _handlers.Length; i++)
        {
            var bit = 1UL << i;
            if ((handlers & bit) != 0 && !TryHandle(i, effectEvent, null))
                failed |= bit;
        }
        return failed;
    }

    private static EffectRunResult ResultOf(ImmutableArray<EffectFailure>.Builder failures) =>
        failures.Count == 0 ? default : new EffectRunResult(failures.ToImmutable());

    private void Handle(EffectEvent effectEvent, ImmutableArray<EffectFailure>.Builder? failures)
    {
        for (var i = 0; i < _handlers.Length; i++)
            TryHandle(i, effectEvent, failures);
    }

    private bool TryHandle(int index, EffectEvent effectEvent, ImmutableArray<EffectFailure>.Builder? failures)
    {
        var handler = _handlers[index];
        try
        {
            if (_depth >= MaxDepth)
                throw new InvalidOperationException($"handlers that run effects are nested deeper than {MaxDepth} levels; do not evaluate the feature that is being handled");
            _depth++;
            try
            {
                handler.Handle(effectEvent);
            }
            finally
            {
                _depth--;
            }
            return true;
        }
        catch (Exception e)
        {
            if (_failuresByHandler[index].Add(1, out var total) && _logger.IsEnabled(LogLevel.Warning))
                HandlingLog.HandlerFailed(_logger, handler.GetType().ToString(), total, FailureText.Of(e));
            var failure = new EffectFailure(handler, [effectEvent], e);
            failures?.Add(failure);
            Report(failure);
            return false;
        }
    }

    private async ValueTask<EffectRunResult> WriteAsync(
        ImmutableArray<EffectEvent> batch, ImmutableArray<EffectFailure>.Builder failures, CancellationToken cancellationToken)
    {
        var writings = _sinks.Select(sink => WriteAsync(sink, batch, cancellationToken)).ToArray();
        foreach (var writing in writings)
        {
            if (await writing.ConfigureAwait(false) is { } failure)
                failures.Add(failure);
        }
        return ResultOf(failures);
    }

    private async Task<EffectFailure?> WriteAsync(GuardedSink sink, ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        var writing = sink.WriteAsync(batch, cancellationToken);
        var exception = await writing.EndsAsync(_time, Grace, cancellationToken).ConfigureAwait(false)
            ? await writing.ConfigureAwait(false)
            : new OperationCanceledException("the sink went on after it was cancelled, and was left behind", cancellationToken);
        if (exception is null)
            return null;
        var notWritten = EffectWriteException.NotWrittenOf(batch, exception);
        if (_sinkFailures.Add(1, out var total) && _logger.IsEnabled(LogLevel.Warning))
            HandlingLog.SinkFailed(_logger, sink.Target.GetType().ToString(), notWritten.Length, total, FailureText.Of(exception));
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
            // Whoever is told of failures must not cause another.
        }
    }
}
