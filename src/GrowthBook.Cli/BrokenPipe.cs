namespace GrowthBook.Cli;

/// <summary>Recognises the failure of writing to a pipe that its reader closed, as in <c>gb eval … | head</c>.</summary>
internal static class BrokenPipe
{
    /// <summary>Whether the exception means EPIPE (Unix), ERROR_BROKEN_PIPE or ERROR_NO_DATA (Windows).</summary>
    public static bool Is(IOException exception) =>
        exception.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);
}
