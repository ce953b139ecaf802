using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>What is logged of effects, event ids 2000 to 2099.</summary>
internal static partial class HandlingLog
{
    [LoggerMessage(2000, LogLevel.Warning, "effect handler {Handler} failed ({Total} times by now): {Failure}")]
    public static partial void HandlerFailed(ILogger logger, string handler, long total, string failure);

    [LoggerMessage(2001, LogLevel.Warning, "effect sink {Sink} failed to write {Count} effects ({Total} times by now): {Failure}")]
    public static partial void SinkFailed(ILogger logger, string sink, int count, long total, string failure);

    [LoggerMessage(2010, LogLevel.Warning, "effect sink {Sink} failed to write {Count} effects, attempt {Attempt} ({Total} failed attempts by now); trying again in {Delay}: {Failure}")]
    public static partial void AttemptFailed(ILogger logger, string sink, int count, int attempt, long total, TimeSpan delay, string failure);

    [LoggerMessage(2011, LogLevel.Warning, "the queue of effects for {Sink} is full: {Total} effects dropped by now; raise its capacity, or find out why the sink is slow")]
    public static partial void QueueFull(ILogger logger, string sink, long total);

    [LoggerMessage(2012, LogLevel.Error, "effect sink {Sink} refused {Count} effects {Attempts} times; they are dropped ({Total} by now): {Failure}")]
    public static partial void Refused(ILogger logger, string sink, int count, int attempts, long total, string failure);

    [LoggerMessage(2013, LogLevel.Warning, "writing effects to {Sink} was stopped with {Count} effects left, which are dropped")]
    public static partial void DroppedAtStop(ILogger logger, string sink, long count);

    [LoggerMessage(2015, LogLevel.Error, "effect sink {Sink} goes on with {Count} effects although it was cancelled after {Timeout}; nothing more is written to it until it ends, so have it heed its cancellation token")]
    public static partial void Stalled(ILogger logger, string sink, int count, TimeSpan timeout);

    [LoggerMessage(2014, LogLevel.Warning, "the observer of the effects written to {Sink} failed ({Total} times by now): {Failure}")]
    public static partial void ObserverFailed(ILogger logger, string sink, long total, string failure);
}
