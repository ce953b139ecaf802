using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>One pass over a file of evaluation records, in which the caller gets the outcomes in the order of the lines.</summary>
internal sealed class RecordRun(string name, Stream stream, LoadedPayload? payload, bool replays, Terminal terminal)
{
    /// <summary>Maximum number of diagnostics that are printed.</summary>
    private const int MaxDiagnostics = 20;

    private readonly LineRun _lines = new(name, stream, terminal);
    private readonly RecordReader _reader = new(payload, replays);
    private long _diagnostics;

    /// <summary>The file's name.</summary>
    public string Name => name;

    /// <summary>The hash of the payload; <c>null</c> without one.</summary>
    public string? PayloadHash => payload?.Hash;

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
        var end = await _lines.EachBlockAsync(block => Work(block, work), outcomes => Take(outcomes, act), cancellation).ConfigureAwait(false);
        if (end?.Code != ExitCode.Interrupted || terminal.OutputClosed.IsCancellationRequested)
            Summarise();
        return end;
    }

    private List<RecordOutcome<T>> Work<T>(RecordBlock block, Func<ReadRecord, T> work)
    {
        var outcomes = new List<RecordOutcome<T>>();
        var lines = new RecordLines(block);
        while (lines.Next())
        {
            var record = _reader.Read(lines);
            outcomes.Add(new RecordOutcome<T>(record.Line, record.Diagnostics, record.LacksPayload, work(record)));
        }
        return outcomes;
    }

    private long Take<T>(List<RecordOutcome<T>> outcomes, Action<T> act)
    {
        foreach (var outcome in outcomes)
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
        return Count;
    }

    private void Summarise()
    {
        if (_diagnostics > MaxDiagnostics)
            terminal.Warn($"{Shown.Count(_diagnostics - MaxDiagnostics, "more diagnostic")} of records in {name}");
        if (WithoutPayload > 0)
            terminal.Warn($"{(replays ? "records that name no payload, and were not evaluated" : "features evaluated without a payload")}: {WithoutPayload}; name a file with {PayloadOptions.PayloadName}");
    }

    private readonly record struct RecordOutcome<T>(long Line, ImmutableArray<PayloadError> Diagnostics, bool LacksPayload, T Result);
}
