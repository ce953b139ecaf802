using System.Collections.Immutable;
using System.Threading.Channels;

namespace GrowthBook.Cli;

/// <summary>
/// One pass over a file of evaluation records. One thread reads blocks of lines, all processors work on blocks at the same
/// time, and the caller gets the outcomes in the order of the lines. Memory does not grow with the file.
/// </summary>
internal sealed class RecordRun(string name, Stream stream, LoadedPayload? payload, bool replays, Terminal terminal)
{
    /// <summary>Maximum number of diagnostics that are printed.</summary>
    private const int MaxDiagnostics = 20;

    private readonly RecordBlocks _blocks = new(stream);
    private readonly RecordReader _reader = new(payload, replays);
    private long _diagnostics;

    /// <summary>The file's name.</summary>
    public string Name => name;

    /// <summary>Number of lines read so far, without blank ones.</summary>
    public long Count { get; private set; }

    /// <summary>Number of features evaluated without a payload, in the record or on the command line.</summary>
    public long WithoutPayload { get; private set; }

    /// <summary>Works on every record and passes the outcomes on.</summary>
    /// <param name="work">Called on several threads at a time.</param>
    /// <param name="act">Called for one outcome after the other, in the order of the lines.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <returns>The reason why the run ended early; <c>null</c> at the end of the file.</returns>
    public async Task<Fault?> EachAsync<T>(Func<ReadRecord, T> work, Action<T> act, CancellationToken cancellation)
    {
        var end = await ReadingProgress.ShowAsync(stream, terminal, report => EachAsync(work, act, report, cancellation)).ConfigureAwait(false);
        await terminal.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return end;
    }

    private async Task<Fault?> EachAsync<T>(Func<ReadRecord, T> work, Action<T> act, Action<long, long> report, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var started = Channel.CreateBounded<Task<Worked<T>>>(
            new BoundedChannelOptions(Environment.ProcessorCount + 1) { SingleReader = true, SingleWriter = true });
        var reading = Task.Factory.StartNew(
            () => ReadBlocks(started.Writer, work, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            while (await NextAsync(started.Reader, stop.Token).ConfigureAwait(false) is { } task)
            {
                var (outcomes, bytesRead) = await task.ConfigureAwait(false);
                foreach (var outcome in outcomes)
                    Take(outcome, act);
                report(bytesRead, Count);
            }
            await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new Fault(ExitCode.Interrupted, $"interrupted after {Count} records");
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        Summarise();
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

    private void ReadBlocks<T>(ChannelWriter<Task<Worked<T>>> started, Func<ReadRecord, T> work, CancellationToken cancellation)
    {
        try
        {
            using var open = stream;
            while (_blocks.Next() is { } block)
                started.WriteAsync(Task.Run(() => Work(block, work), CancellationToken.None), cancellation).AsTask().GetAwaiter().GetResult();
            started.Complete();
        }
        catch (Exception e)
        {
            started.Complete(e);
        }
    }

    private Worked<T> Work<T>(RecordBlock block, Func<ReadRecord, T> work)
    {
        using var returned = block;
        var outcomes = new List<RecordOutcome<T>>();
        var lines = new RecordLines(block);
        while (lines.Next())
        {
            var record = _reader.Read(lines);
            outcomes.Add(new RecordOutcome<T>(record.Line, record.Diagnostics, record.LacksPayload, work(record)));
        }
        return new Worked<T>(outcomes, block.BytesRead);
    }

    private void Take<T>(RecordOutcome<T> outcome, Action<T> act)
    {
        foreach (var diagnostic in outcome.Diagnostics)
        {
            if (++_diagnostics <= MaxDiagnostics)
                terminal.Warn($"{Diagnostics.SeverityOf(diagnostic)}: {name}:{outcome.Line}: {diagnostic.Path}: {diagnostic.Message}");
        }
        WithoutPayload += outcome.LacksPayload ? 1 : 0;
        Count++;
        act(outcome.Result);
    }

    private void Summarise()
    {
        if (_diagnostics > MaxDiagnostics)
            terminal.Warn($"{_diagnostics - MaxDiagnostics} more diagnostics of records in {name}");
        if (WithoutPayload > 0)
            terminal.Warn($"features evaluated without a payload: {WithoutPayload}; name a file with {PayloadOptions.PayloadName}");
    }

    /// <summary>The outcomes of a block, and the number of bytes read up to its end.</summary>
    private sealed record Worked<T>(List<RecordOutcome<T>> Outcomes, long BytesRead);

    private readonly record struct RecordOutcome<T>(long Line, ImmutableArray<PayloadError> Diagnostics, bool LacksPayload, T Result);
}
