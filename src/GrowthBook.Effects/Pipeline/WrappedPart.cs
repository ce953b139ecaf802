namespace GrowthBook.Client;

/// <summary>A part of the library itself that works through another part, which may be the application's.</summary>
internal interface IPartWrapper
{
    /// <summary>The other part.</summary>
    object Wrapped { get; }
}

/// <summary>A name or a condition of a handler or sink.</summary>
internal interface IReceiverWrapper : IPartWrapper;

/// <summary>The part of an application within the wrappers of the library.</summary>
internal static class WrappedPart
{
    /// <summary>The handler or sink within names and conditions, which is made with them as a rule. A sink does not own the store that it got.</summary>
    public static object OfReceiver(object part)
    {
        while (part is IReceiverWrapper wrapper)
            part = wrapper.Wrapped;
        return part;
    }

    public static object Of(object part)
    {
        while (part is IPartWrapper wrapper)
            part = wrapper.Wrapped;
        return part;
    }
}
