using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GrowthBook.Cli;

/// <summary>The streams of the process: UTF-8 without a byte order mark, lines that end in <c>\n</c>.</summary>
internal static class StandardTerminal
{
    private const int BufferSize = 1 << 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static Terminal Open()
    {
        var stream = OpenOutput();
        var output = new StreamWriter(stream, Utf8, BufferSize) { NewLine = "\n" };
        var error = new StreamWriter(new MessageStream(Descriptor.IsClosed(Descriptor.Error) ? new ClosedStream() : Console.OpenStandardError()), Utf8) { NewLine = "\n", AutoFlush = true };
        var noColor = Environment.GetEnvironmentVariable("NO_COLOR");
        if (noColor is "")
            Environment.SetEnvironmentVariable("NO_COLOR", null); // Spectre counts an empty one as set
        return new Terminal(
            OpenInput, output, error, Traits(Console.IsOutputRedirected, noColor), Traits(Console.IsErrorRedirected, noColor))
        {
            OutputClosed = (stream as PipeStream)?.Closed ?? CancellationToken.None,
        };
    }

    /// <summary>The traits of a stream; <c>null</c> for a file or a pipe.</summary>
    /// <param name="isRedirected">Whether the stream leads to a file or a pipe.</param>
    /// <param name="noColor">The variable <c>NO_COLOR</c>, which switches colours off unless it is empty (https://no-color.org).</param>
    public static TerminalTraits? Traits(bool isRedirected, string? noColor) =>
        isRedirected ? null : new TerminalTraits(static () => Console.WindowWidth, string.IsNullOrEmpty(noColor));

    private static Stream OpenInput() =>
        Descriptor.IsClosed(Descriptor.Input) ? throw new IOException("it is closed; pipe the text, or name a file") : Console.OpenStandardInput();

    /// <summary>
    /// Opens a pipe as a file, because the console's own stream ignores that the reader closed the pipe, and an endless run would
    /// continue for nothing. A regular file uses the console's stream, because its position may be shared.
    /// </summary>
    private static Stream OpenOutput()
    {
        if (Descriptor.IsClosed(Descriptor.Output))
            return new ClosedStream();
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        try
        {
            var pipe = new FileStream(new SafeFileHandle(Descriptor.Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? Console.OpenStandardOutput() : new PipeStream(pipe);
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return Console.OpenStandardOutput(); // a descriptor that is only read: the first write fails
        }
    }
}
