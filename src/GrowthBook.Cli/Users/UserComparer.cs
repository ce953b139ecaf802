using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Compares two payloads over the users or records of a file.</summary>
/// <param name="old">The old payload.</param>
/// <param name="new">The new payload.</param>
/// <param name="features">The features that can differ, which are evaluated for each user; a record evaluates its own.</param>
/// <param name="shard">The part of the lines.</param>
/// <param name="withTraces">Whether examples have traces.</param>
internal sealed class UserComparer(WrittenPayload old, WrittenPayload @new, string[] features, Shard shard, bool withTraces)
{
    private readonly RecordReader _records = new(new LoadedPayload(old.Compiled, old.Hash), replays: true);

    /// <summary>Compares each line of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="ofRecords">Whether the lines are records; otherwise attributes.</param>
    public Block Compare(RecordBlock block, bool ofRecords)
    {
        var (result, changes) = (new Block(), new List<UserChange>());
        var lines = new RecordLines(block);
        while (lines.Next())
        {
            result.Lines++;
            if (!shard.HasLine(lines.Number))
                continue;
            changes.Clear();
            if (ofRecords)
                AddRecord(lines, changes, result);
            else
                AddUser(lines, changes, result);
        }
        return result;
    }

    private void AddUser(in RecordLines lines, List<UserChange> changes, Block result)
    {
        var (attributes, error) = UserReader.Read(lines);
        if (attributes is null)
        {
            result.Errors.Add(error!);
            return;
        }
        var context = new Context(old.Compiled, attributes);
        foreach (var feature in features)
            UserComparison.Compare(context, @new.Compiled, feature, changes);
        result.Tally.Add(lines.Number, attributes["id"], changes, ExplainerOf(context));
    }

    private void AddRecord(in RecordLines lines, List<UserChange> changes, Block result)
    {
        var read = _records.ReadRequest(lines);
        if (read.Record is not { } record)
        {
            result.Errors.Add(read.Error!);
            return;
        }
        var context = ReferenceEquals(record.Context.Payload, old.Compiled) ? record.Context : record.Context with { Payload = old.Compiled };
        if (record.Subject is EvaluationSubject.OfFeature feature)
            UserComparison.Compare(context, @new.Compiled, feature.Key, changes);
        result.Tally.Add(lines.Number, read.Id, changes, ExplainerOf(context));
    }

    private Func<string, (string Old, string New)>? ExplainerOf(Context context) => withTraces
        ? feature => (Evaluator.Explain(context, feature).ToString(), Evaluator.Explain(context with { Payload = @new.Compiled }, feature).ToString())
        : null;

    /// <summary>The counts of a block.</summary>
    internal sealed class Block
    {
        public UserTally Tally { get; } = new();

        public List<string> Errors { get; } = [];

        public long Lines { get; set; }
    }
}
