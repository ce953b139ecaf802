using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Compares two payloads over the users or records of a file.</summary>
/// <param name="old">The old payload.</param>
/// <param name="new">The new payload.</param>
/// <param name="diff">The difference: the features and own experiments that can differ are evaluated for each user; a record evaluates its feature.</param>
/// <param name="shard">The part of the lines.</param>
/// <param name="withTraces">Whether examples have traces.</param>
internal sealed class UserComparer(WrittenPayload old, WrittenPayload @new, PayloadDiff diff, Shard shard, bool withTraces)
{
    private readonly string[] _features = [.. diff.Features.Select(feature => feature.Key)];
    private readonly HashSet<string> _unmeasured = [.. diff.Features.Where(feature => feature.NeedsUsers).Select(feature => feature.Key)];
    private readonly ImmutableArray<string> _hashed = diff.HashAttributes;
    private readonly OwnExperimentComparison _own = OwnExperimentComparison.Of(old, @new, diff);
    private readonly RecordReader _records = new(new LoadedPayload(old.Compiled, old.Hash), replays: true);

    /// <summary>Compares each line of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="ofRecords">Whether the lines are records; otherwise attributes.</param>
    public Block Compare(RecordBlock block, bool ofRecords)
    {
        var (result, changes) = (new Block(), new List<UserChange>());
        result.Lines = ofRecords
            ? block.EachLine(shard, result.Errors, (in RecordLines line) => AddRecord(line, changes, result.Tally))
            : UserReader.Each(block, shard, result.Errors, (line, user) => AddUser(line, user.Attributes, changes, result.Tally));
        return result;
    }

    private void AddUser(long line, Attributes attributes, List<UserChange> changes, UserTally tally)
    {
        changes.Clear();
        var context = new Context(old.Compiled, attributes);
        tally.Attributes.Add(context.Attributes, _hashed, isStored: context.StickyBuckets is not null);
        foreach (var feature in _features)
            Compare(context, feature, changes, tally);
        _own.Compare(context, @new.Compiled, changes);
        tally.Add(line, attributes["id"], changes, ExplainerOf(context));
    }

    /// <summary>Compares a record; returns the error of a line that is none.</summary>
    private string? AddRecord(in RecordLines line, List<UserChange> changes, UserTally tally)
    {
        changes.Clear();
        var read = _records.ReadRequest(line);
        if (read.Record is not { } record)
            return read.Error;
        var context = ReferenceEquals(record.Context.Payload, old.Compiled) ? record.Context : record.Context with { Payload = old.Compiled };
        tally.Attributes.Add(context.Attributes, _hashed, isStored: context.StickyBuckets is not null);
        if (context.StickyBuckets is not null)
            tally.AddStored();
        if (record.Subject is EvaluationSubject.OfFeature feature)
            Compare(context, feature.Key.ToString(), changes, tally);
        tally.Add(line.Number, read.Id, changes, ExplainerOf(context));
        return null;
    }

    private void Compare(Context context, string feature, List<UserChange> changes, UserTally tally)
    {
        UserComparison.Compare(context, @new.Compiled, feature, changes, diff.AssumesStoredAssignments, out var results);
        if (_unmeasured.Contains(feature))
            tally.Evaluated.Add(feature, results);
    }

    private Func<string, (string Old, string New)>? ExplainerOf(Context context) => withTraces
        ? feature => UserComparison.Explain(context, @new.Compiled, feature, diff.AssumesStoredAssignments)
        : null;

    /// <summary>The counts of a block.</summary>
    internal sealed class Block
    {
        public UserTally Tally { get; } = new();

        public UserErrors Errors { get; } = [];

        public long Lines { get; set; }
    }
}
