namespace GrowthBook.Cli;

/// <summary>
/// A stream for messages, which drops what it cannot write, such as to a closed descriptor or a full disk: a message that is lost does not change the
/// exit code.
/// </summary>
/// <param name="stream">Receives the text.</param>
internal sealed class MessageStream(Stream stream) : OutputStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // dropped
        }
    }
}
