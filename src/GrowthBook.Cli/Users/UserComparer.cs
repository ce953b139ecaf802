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
    private readonly FallbackUsers _fallbacks = FallbackUsers.Of(old.Compiled, diff.Features.Select(feature => feature.Key), old.Parts.Experiments)
        .And(FallbackUsers.Of(@new.Compiled, diff.Features.Select(feature => feature.Key), @new.Parts.Experiments));
    private readonly DoubtSearch[] _searches =
    [
        .. new[] { old, @new }.Select(payload => new DoubtSearch(
            payload.Compiled,
            [.. diff.Features.Select(feature => feature.Key).Where(key => payload.Compiled.HasFeature(key))],
            [.. payload.Parts.Experiments.Select(rule => rule.Experiment!).Where(own => diff.Experiments.Any(each => each.Feature is null && each.Key == own.Key && each.HasChange))],
            withValues: payload == @new)),
    ];

    private readonly ImmutableArray<(string Feature, string Attribute)> _tested = TargetingAttributes.Of(old, @new, diff);

    private readonly RecordReader _records = new(new LoadedPayload(old.Compiled, old.Hash), replays: true);

    /// <summary>Compares each line of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="ofRecords">Whether the lines are records; otherwise attributes.</param>
    public Block Compare(RecordBlock block, bool ofRecords)
    {
        var result = new Block();
        result.Lines = ofRecords
            ? block.EachLine(shard, result.Errors, (in RecordLines line) => AddRecord(line, result))
            : UserReader.Each(block, shard, result.Errors, (line, user) => AddUser(line, user.Attributes, result));
        return result;
    }

    private void AddUser(long line, Attributes attributes, Block block)
    {
        var context = new Context(old.Compiled, attributes);
        foreach (var search in _searches)
            search.Add(line, context, block.Doubts);
        Add(new User(line, IdentityOf(attributes), _features, HasOwn: true), context, block);
    }

    /// <summary>The user's id; of a user without one the attributes that are hashed, which say who the user is.</summary>
    private Value IdentityOf(Attributes attributes) => attributes.TryGetValue("id", out var id)
        ? id
        : _hashed.Where(attributes.ContainsKey).Select(name => new KeyValuePair<string, Value>(name, attributes[name])).ToArray() is { Length: > 0 } hashed ? new Value.Object(hashed) : Value.Null.Instance;

    /// <summary>Compares a record; returns the error of a line that is none.</summary>
    private string? AddRecord(in RecordLines line, Block block)
    {
        var read = _records.ReadRequest(line);
        if (read.Record is not { } record)
            return read.Error;
        var context = ReferenceEquals(record.Context.Payload, old.Compiled) ? record.Context : record.Context with { Payload = old.Compiled };
        if (context.StickyBuckets is not null && diff.HasStickyBuckets is not false)
            block.Tally.AddStored();
        if (record.Subject is EvaluationSubject.OfFeature { Key: var key })
        {
            foreach (var search in _searches)
                search.Add(line.Number, context, key.ToString(), block.Doubts);
        }
        Add(new User(line.Number, read.Id, record.Subject is EvaluationSubject.OfFeature feature ? [feature.Key.ToString()] : [], HasOwn: false), context, block);
        return null;
    }

    /// <summary>Counts a user or a record; one that can depend on sticky buckets of which nothing is known both without and with them.</summary>
    private void Add(User user, Context given, Block block)
    {
        var context = StickyBucketing.Of(given, diff.HasStickyBuckets);
        if (diff.HasStickyBuckets is not null || !_fallbacks.Has(context))
        {
            Add(user, context, block.Changes, block.Tally);
            return;
        }
        var undecided = block.Tally.AddUndecided();
        Add(user, context, block.Changes, undecided.Without);
        Add(user, StickyBucketing.With(context), block.ChangesWithSticky, undecided.With);
        if (!block.Changes.AreSame(block.ChangesWithSticky))
            undecided.AddDiffering();
    }

    private void Add(User user, Context context, ComparedUser compared, UserTally tally)
    {
        compared.Clear();
        tally.Attributes.Add(context, _hashed, _fallbacks);
        tally.Tested.Add(context, _tested);
        foreach (var feature in user.Features)
        {
            UserComparison.Compare(context, @new.Compiled, feature, compared.Changes, diff.AssumesStoredAssignments, out var results);
            if (_unmeasured.Contains(feature))
                compared.Forced.Add(tally.Evaluated.Add(feature, results));
        }
        if (user.HasOwn)
            _own.Compare(context, @new.Compiled, compared.Changes);
        tally.Add(user.Line, user.Id, compared.Changes, ExplainerOf(context));
    }

    private Func<string, (string Old, string New)>? ExplainerOf(Context context) => withTraces
        ? feature => UserComparison.Explain(context, @new.Compiled, feature, diff.AssumesStoredAssignments)
        : null;

    /// <summary>The counts of a block.</summary>
    internal sealed class Block
    {
        public UserTally Tally { get; } = new();

        /// <summary>What is compared at the moment, without sticky buckets or as is known of them, and with them.</summary>
        public ComparedUser Changes { get; } = new();

        public ComparedUser ChangesWithSticky { get; } = new();

        public DoubtsOfUsers Doubts { get; } = new();

        public UserErrors Errors { get; } = [];

        public long Lines { get; set; }
    }

    /// <param name="Line">The line of the file, from 1.</param>
    /// <param name="Id">The user's or record's id.</param>
    /// <param name="Features">The features that are evaluated.</param>
    /// <param name="HasOwn">Whether the payloads' own experiments are evaluated.</param>
    private readonly record struct User(long Line, Value? Id, string[] Features, bool HasOwn);
}
