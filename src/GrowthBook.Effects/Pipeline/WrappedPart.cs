namespace GrowthBook.Client;

/// <summary>A part of the library itself that works through another part, which may be the application's.</summary>
internal interface IPartWrapper
{
    /// <summary>The other part.</summary>
    object Wrapped { get; }
}

/// <summary>A name or a condition of a handler or sink, which is made with it as a rule. A sink does not own the store that it got.</summary>
internal interface IReceiverWrapper : IPartWrapper;

/// <summary>A part and the parts within it, as far as the library wrapped them.</summary>
internal static class WrappedPart
{
    /// <summary>The part, that which it wraps, and so on to the innermost. Each can be an object of the application or a service of the container.</summary>
    public static IEnumerable<object> LevelsOf(object part)
    {
        yield return part;
        while (part is IPartWrapper wrapper)
            yield return part = wrapper.Wrapped;
    }
}
