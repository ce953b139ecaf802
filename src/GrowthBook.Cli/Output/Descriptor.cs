using System.Runtime.InteropServices;

namespace GrowthBook.Cli;

/// <summary>The descriptors of standard input, output and error.</summary>
internal static partial class Descriptor
{
    public const int Input = 0, Output = 1, Error = 2;

    /// <summary>The command and the flag of <c>fcntl</c>, on Linux and macOS.</summary>
    private const int GetFlags = 1, CloseOnExec = 1;

    /// <summary>
    /// Whether a program was started without a stream. The number of a closed descriptor goes to what the runtime opens, such as a pipe of its own,
    /// which is closed when a program starts another one; an inherited descriptor is not.
    /// </summary>
    public static bool IsClosed(int descriptor)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            return Fcntl(descriptor, GetFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);
        }
        catch (TypeLoadException)
        {
            return false; // a system without the function
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command);
}
