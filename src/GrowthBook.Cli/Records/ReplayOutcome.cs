using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The outcome of replaying one line.</summary>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Id">The record's id; <c>null</c> without one.</param>
/// <param name="Subject">What the record evaluates.</param>
/// <param name="IsRecording">Whether the record has an outcome to compare with.</param>
/// <param name="Error">The reason why the line cannot be evaluated; <c>null</c> without one.</param>
/// <param name="Change">What changed; <c>null</c> if nothing did.</param>
internal sealed record ReplayOutcome(long Line, Value? Id, ReplaySubject Subject, bool IsRecording, string? Error, RecordChange? Change)
{
    /// <summary>Whether the record was made with another payload than it was evaluated with.</summary>
    public bool IsOfOtherPayload { get; private init; }

    /// <summary>Whether the payload does not have the feature.</summary>
    public bool IsOfUnknownFeature { get; private init; }

    /// <summary>Whether the record has no payload to be evaluated with, neither its own nor one of the command line.</summary>
    public bool LacksPayload { get; private init; }

    /// <summary>Whether the recording has a value, and whether it tells of exposures. A part of another SDK's result can lack one of them.</summary>
    private bool TellsValue { get; init; }

    private bool TellsExposures { get; init; }

    /// <summary>Whether the recording has what a replay compares.</summary>
    /// <param name="only">The kind that is compared, as in the option <c>--only</c>.</param>
    public bool Tells(string only) => only == ReplaySummary.OnlyValue ? TellsValue : TellsExposures;

    /// <summary>Warnings of members of the recorded result that results do not have.</summary>
    public ImmutableArray<PayloadError> UnknownMembers { get; private init; } = [];

    /// <summary>Attributes that probably are not what the evaluation reads.</summary>
    public IReadOnlyList<AttributeDoubt> Doubts { get; private init; } = [];

    public static ReplayOutcome Of(ReadRecord read) => read.LacksPayload ? new ReplayOutcome(read.Line, read.Id, default, false, null, null) { LacksPayload = true }
        : read.Record is { } record ? Of(read, record, read.IsUnchanged || !RecordedResult.IsEmpty(record))
        : new ReplayOutcome(read.Line, read.Id, default, false, read.Error, null);

    private static ReplayOutcome Of(ReadRecord read, EvaluationRecord record, bool isRecording) =>
        new(read.Line, read.Id, ReplaySubject.Of(record), isRecording, null, isRecording && !read.IsUnchanged ? RecordChange.Of(record) : null)
        {
            IsOfOtherPayload = read.IsOfOtherPayload,
            IsOfUnknownFeature = read.UnknownFeature() is not null,
            TellsValue = read.IsUnchanged || record.Recorded is not { Result: Value.Object result } || result.ContainsKey("value"),
            TellsExposures = read.IsUnchanged || record.Recorded is { HasEffects: true } || (record.Recorded is { } recorded && ForeignExposure.Tells(record.Subject, recorded.Result)),
            Doubts = DoubtWarnings.Of(read),
            UnknownMembers = RecordedResult.UnknownMembers(record),
        };

    /// <summary>A changed record: its line, its id and its differences, without those that follow from another one.</summary>
    public Value.Object ToValue() => new(
    [
        new("line", Line),
        new("id", Id ?? Value.Null.Instance),
        .. Subject.Members(),
        new("differences", new Value.Array(Change!.Differences.Select(OfDifference))),
    ]);

    private static Value OfDifference(RecordDifference difference)
    {
        var members = new List<KeyValuePair<string, Value>> { new("path", difference.Path) };
        if (difference.Recorded is { } recorded)
            members.Add(new("recorded", recorded));
        if (difference.Actual is { } actual)
            members.Add(new("actual", actual));
        return new Value.Object(members);
    }
}
