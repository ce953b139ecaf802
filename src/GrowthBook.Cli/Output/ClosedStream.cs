namespace GrowthBook.Cli;

/// <summary>Standard output or standard error of a program that was started without it.</summary>
internal sealed class ClosedStream : OutputStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Bad file descriptor");
}
