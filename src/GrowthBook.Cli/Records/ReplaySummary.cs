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

    /// <summary>Maximum length of a key in the table, in UTF-16 code units.</summary>
    private const int MaxSubject = 60;

    /// <summary>Maximum number of features counted apart, so that the memory does not grow with the file.</summary>
    private const int MaxSubjects = 10_000;

    private const string Title = "feature";

    private readonly Dictionary<string, ReplayCounts> _bySubject = new(StringComparer.Ordinal);
    private readonly ReplayCounts _all = new("");
    private readonly List<ReplayOutcome> _examples = [];
    private long _same;
    private long _requests;
    private long _failed;
    private long _ofOtherPayload;
    private long _ofUnknownFeature;

    /// <summary>Whether no record was compared.</summary>
    public bool IsEmpty => _same + _all.Different == 0;

    /// <summary>The exit code: a difference takes precedence over bad input.</summary>
    public ExitCode Code => _all.Different > 0 ? ExitCode.Different : _failed > 0 || IsEmpty ? ExitCode.BadInput : ExitCode.Ok;

    public void Add(ReplayOutcome outcome)
    {
        _ofOtherPayload += outcome.IsOfOtherPayload ? 1 : 0;
        _ofUnknownFeature += outcome.IsOfUnknownFeature ? 1 : 0;
        if (outcome.Error is not null)
            _failed++;
        else if (!outcome.IsRecording)
            _requests++;
        else if (outcome.Change is { } change && IsDifference(change))
            AddChange(outcome, change);
        else
            _same++;
    }

    /// <summary>Prints the totals, the differences by feature, and the examples.</summary>
    public void Print(Terminal terminal)
    {
        terminal.Print($"replayed {_same + _all.Different}: {_same} the same, {_all.Different} different"
            + (_requests > 0 ? $"; {_requests} without a recorded result" : "")
            + (_failed > 0 ? $"; {_failed} could not be evaluated" : "")
            + (_ofOtherPayload > 0 ? $"; {_ofOtherPayload} made with another payload" : "")
            + (_ofUnknownFeature > 0 ? $"; {_ofUnknownFeature} of features that the payload does not have" : ""));
        if (_all.Different == 0)
            return;
        terminal.Print(only switch
        {
            OnlyValue => $"values changed: {_all.Values}",
            OnlyExposure => $"exposures changed: {_all.Exposures}",
            _ => $"values changed: {_all.Values}, exposures changed: {_all.Exposures}",
        });
        terminal.Print("");
        PrintTable(terminal);
        if (_examples.Count == 0)
            return;
        terminal.Print("");
        terminal.Print($"examples, {_examples.Count} of {_all.Different}:");
        foreach (var example in _examples)
            terminal.Print($"{name}:{example.Line}: id {(example.Id ?? Value.Null.Instance).ToJson()}: {TextOf(example.Change!)}");
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
        new("different", _all.Different),
        new("values", _all.Values),
        new("exposures", _all.Exposures),
        new("requests", _requests),
        new("failed", _failed),
        new("otherPayload", _ofOtherPayload),
        new("unknownFeature", _ofUnknownFeature),
        new("features", new Value.Array(Rows.Select(row => (Value)row.ToValue()))),
        new("examples", new Value.Array(_examples.Select(example => (Value)example.ToValue()))),
    ]);

    private IEnumerable<ReplayCounts> Rows =>
        _bySubject.Values.OrderByDescending(row => row.Different).ThenBy(row => row.Subject, StringComparer.Ordinal);

    private bool IsDifference(RecordChange change) => only switch
    {
        OnlyValue => change.HasValue,
        OnlyExposure => change.HasExposure,
        _ => true,
    };

    private void AddChange(ReplayOutcome outcome, RecordChange change)
    {
        var subject = outcome.Subject.Length == 0 ? ReplayCounts.Conditions : Columns.Short(outcome.Subject, MaxSubject + 1);
        if (!_bySubject.TryGetValue(subject, out var counts))
        {
            subject = _bySubject.Count < MaxSubjects ? subject : ReplayCounts.Others;
            _bySubject.TryAdd(subject, new ReplayCounts(subject));
            counts = _bySubject[subject];
        }
        counts.Add(change);
        _all.Add(change);
        if (_examples.Count < limit)
            _examples.Add(outcome);
    }

    private string TextOf(RecordChange change) => only switch
    {
        OnlyValue => change.ValuesText(),
        OnlyExposure => change.ExposuresText(),
        _ => change.ToString(),
    };

    private void PrintTable(Terminal terminal)
    {
        var rows = Rows.Take(MaxRows).ToArray();
        var width = rows.Max(row => Math.Max(Title.Length, row.Subject.Length));
        terminal.Print(Title.PadRight(width) + only switch
        {
            OnlyValue => "  values",
            OnlyExposure => "  exposures",
            _ => "  different  values  exposures",
        });
        foreach (var row in rows)
        {
            terminal.Print(row.Subject.PadRight(width) + only switch
            {
                OnlyValue => $"  {row.Values,6}",
                OnlyExposure => $"  {row.Exposures,9}",
                _ => $"  {row.Different,9}  {row.Values,6}  {row.Exposures,9}",
            });
        }
        if (_bySubject.Count > rows.Length)
            terminal.Print($"and {_bySubject.Count - rows.Length} more");
    }
}
