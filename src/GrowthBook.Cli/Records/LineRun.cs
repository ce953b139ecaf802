using System.Threading.Channels;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// One pass over the lines of a file. One thread reads blocks of lines, all processors work on blocks at the same time, and the
/// caller gets the results of blocks in the order of the lines. Memory does not grow with the file.
/// </summary>
/// <param name="name">The file's name.</param>
/// <param name="stream">The text in UTF-8, which the run closes.</param>
/// <param name="terminal">Shows the progress.</param>
/// <param name="isJson">Whether the lines are JSON, so that another form of JSON is named with its mend.</param>
internal sealed class LineRun(string name, Stream stream, Terminal terminal, bool isJson = true)
{
    private readonly RecordBlocks _blocks = new(stream);
    private readonly LineWarnings _warnings = new();
    private string? _mend;

    /// <summary>The file's name.</summary>
    public string Name => name;

    /// <summary>Works on every block of lines and passes the results on.</summary>
    /// <param name="work">Called on several threads at a time.</param>
    /// <param name="act">Called for one result after the other, in the order of the lines; returns the number of lines so far, for the progress.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <returns>The reason why the run ended early; <c>null</c> at the end of the file.</returns>
    public async Task<Fault?> EachBlockAsync<T>(Func<RecordBlock, T> work, Func<T, long> act, CancellationToken cancellation)
    {
        var end = await CountProgress.ShowAsync(stream, terminal, report => EachBlockAsync(work, act, report, cancellation)).ConfigureAwait(false);
        _warnings.End(name, terminal);
        await terminal.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return end ?? (_mend is { } mend ? Fault.Input($"{name}: {mend}") : null);
    }

    private async Task<Fault?> EachBlockAsync<T>(Func<RecordBlock, T> work, Func<T, long> act, Action<long, long> report, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var started = Channel.CreateBounded<Task<Worked<T>>>(
            new BoundedChannelOptions(Environment.ProcessorCount + 1) { SingleReader = true, SingleWriter = true });
        var reading = Task.Factory.StartNew(
            () => ReadBlocks(started.Writer, work, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var count = 0L;
        try
        {
            while (await NextAsync(started.Reader, stop.Token).ConfigureAwait(false) is { } task)
            {
                var worked = await task.ConfigureAwait(false);
                if (worked.Warnings is { } warnings)
                    _warnings.AddShown(warnings, name, terminal);
                count = act(worked.Result);
                report(worked.BytesRead, count);
            }
            await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new Fault(ExitCode.Interrupted, $"interrupted after {Shown.Count(count, "record")}");
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        return _blocks.Failure is null ? null : Fault.OfFile(name, _blocks.Failure);
    }

    /// <summary>The work on the next block, <c>null</c> after the last one. Output is flushed before a wait, which may be long.</summary>
    private async ValueTask<Task<Worked<T>>?> NextAsync<T>(ChannelReader<Task<Worked<T>>> started, CancellationToken cancellation)
    {
        if (started.TryRead(out var ready))
            return ready;
        await terminal.Output.FlushAsync(cancellation).ConfigureAwait(false);
        return await started.WaitToReadAsync(cancellation).ConfigureAwait(false) && started.TryRead(out var next) ? next : null;
    }

    private void ReadBlocks<T>(ChannelWriter<Task<Worked<T>>> started, Func<RecordBlock, T> work, CancellationToken cancellation)
    {
        try
        {
            using var open = stream;
            while (_blocks.Next() is { } block && !IsOfAnotherForm(block))
                started.WriteAsync(Task.Run(() => Work(block, work), CancellationToken.None), cancellation).AsTask().GetAwaiter().GetResult();
            started.Complete();
        }
        catch (Exception e)
        {
            started.Complete(e);
        }
    }

    /// <summary>Whether the file has another form of JSON, of which each line would be an error.</summary>
    private bool IsOfAnotherForm(RecordBlock first)
    {
        if (!isJson || first.FirstLine != 1 || RecordForm.Mend(first) is not { } mend)
            return false;
        _mend = mend;
        first.Dispose();
        return true;
    }

    private static Worked<T> Work<T>(RecordBlock block, Func<RecordBlock, T> work)
    {
        using var returned = block;
        return new Worked<T>(work(block), block.BytesRead, block.Warnings);
    }

    /// <summary>The result of a block.</summary>
    private readonly record struct Worked<T>(T Result, long BytesRead, LineWarnings? Warnings);
}
