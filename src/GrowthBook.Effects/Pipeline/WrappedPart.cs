namespace GrowthBook.Client;

/// <summary>A part of the library itself that works through another part, which may be the application's.</summary>
internal interface IPartWrapper
{
    /// <summary>The other part.</summary>
    object Wrapped { get; }
}

/// <summary>The part of an application within the wrappers of the library.</summary>
internal static class WrappedPart
{
    public static object Of(object part)
    {
        while (part is IPartWrapper wrapper)
            part = wrapper.Wrapped;
        return part;
    }
}
