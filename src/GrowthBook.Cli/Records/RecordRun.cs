namespace GrowthBook.Cli;

/// <summary>One pass over a file of evaluation records.</summary>
internal sealed class RecordRun(string name, Stream stream, LoadedPayload? payload, Terminal terminal)
{
    /// <summary>How many diagnostics of records are shown.</summary>
    private const int Shown = 20;

    private long _diagnostics;

    /// <summary>The file's name.</summary>
    public string Name => name;

    /// <summary>How many lines there were so far, blank ones aside.</summary>
    public long Count { get; private set; }

    /// <summary>Reads every line and hands it on.</summary>
    /// <returns>Why the run ended before the end of the file; <c>null</c> where it did not.</returns>
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
            if (++_diagnostics <= Shown)
                terminal.Warn($"{Diagnostics.SeverityOf(diagnostic)}: {name}:{record.Line}: {diagnostic.Path}: {diagnostic.Message}");
        }
    }

    private void Summarise(RecordReader reader)
    {
        if (_diagnostics > Shown)
            terminal.Warn($"{_diagnostics - Shown} more diagnostics of records in {name}");
        if (reader.WithoutPayload > 0)
            terminal.Warn($"features evaluated without a payload: {reader.WithoutPayload}; give one with {PayloadOptions.PayloadName}");
    }
}
