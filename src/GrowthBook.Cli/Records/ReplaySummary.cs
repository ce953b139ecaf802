using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Counts the outcomes of a replay, and keeps the first changed records as examples.</summary>
/// <param name="name">The file's name.</param>
/// <param name="only">The kind of change that counts as a difference; <c>null</c> for any.</param>
/// <param name="limit">Maximum number of examples.</param>
internal sealed class ReplaySummary(string name, string? only, int limit)
{
    /// <summary>The values of the option <c>--only</c>.</summary>
    public const string OnlyValue = "value", OnlyExposure = "exposure";

    /// <summary>Maximum number of rows of the table, in order of the number of differences.</summary>
    private const int MaxRows = 20;

    /// <summary>Maximum number of features counted apart, and of UTF-16 code units of their keys, so that the memory does not grow with the file.</summary>
    private const int MaxSubjects = 10_000, MaxLength = 1 << 24;

    private readonly Dictionary<ReplaySubject, ReplayCounts> _bySubject = [];
    private readonly ReplayCounts _others = new();
    private readonly ReplayCounts _all = new();
    private readonly List<ReplayOutcome> _examples = [];
    private long _length;
    private long _same;
    private long _requests;
    private long _notCompared;
    private long _valuesNotCompared;
    private long _exposuresNotCompared;
    private long _failed;
    private long _ofOtherPayload;
    private long _ofUnknownFeature;

    /// <summary>Whether no record was compared.</summary>
    public bool IsEmpty => Compared == 0;

    /// <summary>Whether recordings lack what <c>--only</c> compares.</summary>
    public bool HasNotCompared => _notCompared > 0;

    /// <summary>Whether records could not be evaluated, of which messages tell already.</summary>
    public bool HasFailed => _failed > 0;

    /// <summary>The exit code: a difference takes precedence over bad input.</summary>
    public ExitCode Code => _all.Different > 0 ? ExitCode.Different : HasFailed || IsEmpty ? ExitCode.BadInput : ExitCode.Ok;

    public void Add(ReplayOutcome outcome)
    {
        _ofOtherPayload += outcome.IsOfOtherPayload ? 1 : 0;
        _ofUnknownFeature += outcome.IsOfUnknownFeature ? 1 : 0;
        if (outcome.Error is not null || outcome.LacksPayload)
            _failed++;
        else if (!outcome.IsRecording)
            _requests++;
        else
            Compare(outcome);
    }

    private void Compare(ReplayOutcome outcome)
    {
        if (only is null)
        {
            _valuesNotCompared += outcome.Tells(OnlyValue) ? 0 : 1;
            _exposuresNotCompared += outcome.Tells(OnlyExposure) ? 0 : 1;
        }
        if (outcome.Change is { } change && IsDifference(change))
            AddChange(outcome, change);
        else if (only is not null && !outcome.Tells(only))
            _notCompared++;
        else
            _same++;
    }

    /// <summary>Prints the totals, the differences by feature, and the examples.</summary>
    public void Print(Terminal terminal)
    {
        terminal.Print($"replayed {Compared}: {_same} the same, {_all.Different} different"
            + (_requests > 0 ? $"; {_requests} without a recorded result" : "")
            + (_notCompared > 0 ? $"; {_notCompared} without a recorded {only}" : "")
            + (_failed > 0 ? $"; {_failed} could not be evaluated" : "")
            + (_ofOtherPayload > 0 ? $"; {_ofOtherPayload} made with another payload" : "")
            + (_ofUnknownFeature > 0 ? $"; {_ofUnknownFeature} of features that the payload does not have" : ""));
        if (_all.Different + _valuesNotCompared + _exposuresNotCompared > 0)
        {
            terminal.Print(only switch
            {
                OnlyValue => $"values changed: {_all.Values}",
                OnlyExposure => $"exposures changed: {_all.Exposures}",
                _ => $"values changed: {_all.Values}{NotCompared(_valuesNotCompared)}, exposures changed: {_all.Exposures}{NotCompared(_exposuresNotCompared)}",
            });
        }
        if (_all.Different == 0)
            return;
        terminal.Print("");
        PrintTable(terminal);
        if (_examples.Count == 0)
            return;
        terminal.Print("");
        terminal.Print($"examples, {_examples.Count} of {_all.Different}:");
        foreach (var example in _examples)
            terminal.Print($"{name}:{example.Line}: {(example.Id is { } id ? $"id {Columns.Short(id.ToJson())}: " : "")}{TextOf(example.Change!)}");
    }

    /// <summary>The totals, the differences by feature, and the examples.</summary>
    /// <param name="payload">The hash of the payload; <c>null</c> for records that have theirs.</param>
    public Value.Object ToValue(string? payload) => new(
    [
        new("kind", "replay"),
        new("schemaVersion", PartialResult.SchemaVersion),
        new("file", name),
        new("payload", payload is null ? Value.Null.Instance : payload),
        new("only", only is null ? Value.Null.Instance : only),
        new("same", _same),
        .. _all.Members(HasValues, HasExposures),
        new("valuesNotCompared", _valuesNotCompared),
        new("exposuresNotCompared", _exposuresNotCompared),
        new("requests", _requests),
        new("notCompared", _notCompared),
        new("failed", _failed),
        new("otherPayload", _ofOtherPayload),
        new("unknownFeature", _ofUnknownFeature),
        new("features", new Value.Array(Rows.Select(row => (Value)new Value.Object([.. row.Key.Members(), .. row.Value.Members(HasValues, HasExposures)])))),
        new("others", new Value.Object(_others.Members(HasValues, HasExposures))),
        new("examples", new Value.Array(_examples.Select(example => (Value)example.ToValue()))),
    ]);

    /// <summary>Whether values are compared, and whether exposures are: a count of what no recording tells would read as "nothing changed".</summary>
    private bool HasValues => only != OnlyExposure && (_valuesNotCompared == 0 || _valuesNotCompared < Compared);

    private bool HasExposures => only != OnlyValue && (_exposuresNotCompared == 0 || _exposuresNotCompared < Compared);

    private long Compared => _same + _all.Different;

    private static string NotCompared(long count) => count == 0 ? "" : $", not compared: {count}";

    private IEnumerable<KeyValuePair<ReplaySubject, ReplayCounts>> Rows =>
        _bySubject.OrderByDescending(row => row.Value.Different).ThenBy(row => row.Key.ToString(), StringComparer.Ordinal).ThenBy(row => row.Key.Feature is null);

    private bool IsDifference(RecordChange change) => only switch
    {
        OnlyValue => change.HasValue,
        OnlyExposure => change.HasExposure,
        _ => true,
    };

    private void AddChange(ReplayOutcome outcome, RecordChange change)
    {
        CountsOf(outcome.Subject).Add(change);
        _all.Add(change);
        if (_examples.Count < limit)
            _examples.Add(outcome);
    }

    /// <summary>The counts of a subject; those of the others beyond the first ones.</summary>
    private ReplayCounts CountsOf(ReplaySubject subject)
    {
        if (_bySubject.TryGetValue(subject, out var known))
            return known;
        if (_bySubject.Count == MaxSubjects || _length + subject.Length > MaxLength)
            return _others;
        _length += subject.Length;
        return _bySubject[subject] = new ReplayCounts();
    }

    private string TextOf(RecordChange change) => only switch
    {
        OnlyValue => change.ValuesText(),
        OnlyExposure => change.ExposuresText(),
        _ => change.ToString(),
    };

    private void PrintTable(Terminal terminal)
    {
        string[][] rows = [.. Rows.Take(MaxRows).Select(row => (string[])[row.Key.ToString(), .. Cells(row.Value)])];
        Columns.Print(terminal, [["feature", .. Titles], .. rows]);
        if (_bySubject.Count > rows.Length)
            terminal.Print($"and {_bySubject.Count - rows.Length} more");
        if (_others.Different > 0)
            terminal.Print($"not counted by feature: {_others.Different} different, of features after the first {_bySubject.Count}");
    }

    private string[] Titles => only switch
    {
        OnlyValue => ["values"],
        OnlyExposure => ["exposures"],
        _ => ["different", "values", "exposures"],
    };

    private string[] Cells(ReplayCounts counts) => only switch
    {
        OnlyValue => [$"{counts.Values}"],
        OnlyExposure => [$"{counts.Exposures}"],
        _ => [$"{counts.Different}", HasValues ? $"{counts.Values}" : "-", HasExposures ? $"{counts.Exposures}" : "-"],
    };
}
