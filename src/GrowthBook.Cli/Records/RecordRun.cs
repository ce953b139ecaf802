namespace GrowthBook.Cli;

/// <summary>One pass over a file of evaluation records.</summary>
internal sealed class RecordRun(string name, Stream stream, LoadedPayload? payload, Terminal terminal)
{
    /// <summary>Maximum number of diagnostics that are printed.</summary>
    private const int MaxDiagnostics = 20;

    private long _diagnostics;

    /// <summary>The file's name.</summary>
    public string Name => name;

    /// <summary>Number of lines read so far, without blank ones.</summary>
    public long Count { get; private set; }

    /// <summary>Reads every line and passes it to <paramref name="act"/>.</summary>
    /// <returns>The reason why the run ended early; <c>null</c> at the end of the file.</returns>
    public Fault? Each(Action<ReadRecord> act, CancellationToken cancellation)
    {
        using var open = stream;
        var end = ReadingProgress.Show(stream, terminal, report => Each(act, report, cancellation));
        terminal.Output.Flush();
        return end;
    }

    private Fault? Each(Action<ReadRecord> act, Action<long, long> report, CancellationToken cancellation)
    {
        var lines = new RecordLines(stream, terminal.Output.Flush);
        var reader = new RecordReader(payload);
        while (lines.Next())
        {
            if (cancellation.IsCancellationRequested)
                return new Fault(ExitCode.Interrupted, $"interrupted after {Count} records");
            var record = reader.Read(lines);
            Report(record);
            act(record);
            Count++;
            report(lines.BytesRead, Count);
        }
        Summarise(reader);
        return lines.Failure is null ? null : Fault.OfFile(name, lines.Failure);
    }

    private void Report(ReadRecord record)
    {
        foreach (var diagnostic in record.Diagnostics)
        {
            if (++_diagnostics <= MaxDiagnostics)
                terminal.Warn($"{Diagnostics.SeverityOf(diagnostic)}: {name}:{record.Line}: {diagnostic.Path}: {diagnostic.Message}");
        }
    }

    private void Summarise(RecordReader reader)
    {
        if (_diagnostics > MaxDiagnostics)
            terminal.Warn($"{_diagnostics - MaxDiagnostics} more diagnostics of records in {name}");
        if (reader.WithoutPayload > 0)
            terminal.Warn($"features evaluated without a payload: {reader.WithoutPayload}; name a file with {PayloadOptions.PayloadName}");
    }
}
