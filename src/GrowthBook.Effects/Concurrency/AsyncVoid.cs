namespace GrowthBook.Client;

/// <summary>Why an asynchronous function is refused where an <c>Action</c> is expected: it would be <c>async void</c>.</summary>
internal static class AsyncVoid
{
    public const string OfHandler =
        "a handler is not awaited, and an exception of an async one ends the process; use EffectSink.Of for asynchronous work. " + OwnTask;

    public const string OfSubscription =
        "a callback is not awaited, and an exception of an async one ends the process; pass the payload to a Channel. " + OwnTask;

    /// <summary>A lambda whose expression is a task is refused too, although it is not <c>async</c>: nothing else tells the two apart.</summary>
    private const string OwnTask = "To start a task of your own, discard it in a block: x => { _ = RebuildAsync(x); }";

    public const string OfOptions = "options are set before the method returns; await the values first, and set them in a lambda that is not async";
}
