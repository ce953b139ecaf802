namespace GrowthBook.Cli;

/// <summary>The failure of writing to a pipe that nobody reads any more, as in <c>gb eval … | head</c>.</summary>
internal static class BrokenPipe
{
    /// <summary>EPIPE, which .NET gives as it is, ERROR_BROKEN_PIPE and ERROR_NO_DATA.</summary>
    public static bool Is(IOException exception) =>
        exception.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);
}
