namespace GrowthBook.Client;

/// <summary>Why an asynchronous function is refused where an <c>Action</c> is expected: it would be <c>async void</c>.</summary>
internal static class AsyncVoid
{
    public const string OfHandler =
        "a handler is not awaited, and an exception of an async one ends the process; use EffectSink.Of for asynchronous work";

    public const string OfSubscription =
        "a callback is not awaited, and an exception of an async one ends the process; pass the payload to a Channel or a task of your own";

    public const string OfOptions = "options are set before the method returns; await the values first, and set them in a lambda that is not async";
}
