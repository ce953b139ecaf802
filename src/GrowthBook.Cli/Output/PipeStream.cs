namespace GrowthBook.Cli;

/// <summary>
/// A pipe for results. After its reader closes it, as in <c>gb diff … | head</c>, it drops what is written and cancels
/// <see cref="Closed"/>: the command goes on, so that its exit code is that of the whole result.
/// </summary>
/// <param name="pipe">The pipe.</param>
internal sealed class PipeStream(Stream pipe) : OutputStream
{
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Cancelled after the reader closed the pipe.</summary>
    public CancellationToken Closed => _closed.Token;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_closed.IsCancellationRequested)
            return;
        try
        {
            pipe.Write(buffer);
        }
        catch (IOException e) when (BrokenPipe.Is(e))
        {
            _closed.Cancel();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _closed.Dispose();
        base.Dispose(disposing);
    }
}
