using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Log messages about effects, event ids 2000 to 2099.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(2000, LogLevel.Warning, "effect handler {Handler} failed ({Total} such failures so far); it gets the effect again the next time it occurs: {Failure}")]
    public static partial void HandlerFailed(GuardedLogger logger, string handler, long total, string failure);

    [LoggerMessage(2001, LogLevel.Warning, "effect sink {Sink} failed to write {Count} effects ({Total} such failures so far); the caller decides about a retry: {Failure}")]
    public static partial void SinkFailed(GuardedLogger logger, string sink, int count, long total, string failure);

    [LoggerMessage(2002, LogLevel.Warning, "EffectPipeline.Run was called with effects that the awaited sinks {Sinks} want, and does not write to sinks; await RunAsync, or make each a receiver with EffectReceiver.Sink")]
    public static partial void SinksNotWritten(GuardedLogger logger, string sinks);

    [LoggerMessage(2010, LogLevel.Warning, "effect sink {Sink} failed to write {Count} effects, attempt {Attempt} ({Total} failed attempts so far); retrying in {Delay}: {Failure}")]
    public static partial void AttemptFailed(GuardedLogger logger, string sink, int count, int attempt, long total, TimeSpan delay, string failure);

    [LoggerMessage(2011, LogLevel.Warning, "the effect queue of {Sink} is full, {Count} effects dropped since it filled up: {Kinds}; raise its capacity, or find out why the sink is slow{Advice}")]
    public static partial void QueueFull(GuardedLogger logger, string sink, long count, string kinds, string advice);

    [LoggerMessage(2012, LogLevel.Error, "effect sink {Sink} failed {Attempts} times to write {Count} effects; dropping them ({Total} dropped so far): {Failure}")]
    public static partial void Refused(GuardedLogger logger, string sink, int count, int attempts, long total, string failure);

    [LoggerMessage(2013, LogLevel.Warning, "the writer to {Sink} stopped before it wrote {Count} effects: {Kinds}; they are dropped")]
    public static partial void DroppedAtStop(GuardedLogger logger, string sink, long count, string kinds);

    [LoggerMessage(2016, LogLevel.Warning, "an effect for {Sink} came after its writer had stopped, and is dropped, as later ones are; evaluate before the client is disposed of")]
    public static partial void AfterStop(GuardedLogger logger, string sink);

    [LoggerMessage(2014, LogLevel.Warning, "the outcome callback of the writer to {Sink} failed ({Total} such failures so far): {Failure}")]
    public static partial void ObserverFailed(GuardedLogger logger, string sink, long total, string failure);

    [LoggerMessage(2015, LogLevel.Error, "effect sink {Sink} ignores its cancellation after {Timeout} with {Count} effects; waiting until it returns: make it observe its cancellation token")]
    public static partial void Stalled(GuardedLogger logger, string sink, int count, TimeSpan timeout);

    [LoggerMessage(2017, LogLevel.Warning, "the effect queue of {Sink} is no longer full, {Count} effects were dropped while it was: {Kinds}")]
    public static partial void QueueRecovered(GuardedLogger logger, string sink, long count, string kinds);
}
