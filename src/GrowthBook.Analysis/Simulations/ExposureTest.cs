using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Tests real counts of exposures against the shares that a payload promises.</summary>
public sealed class ExposureTest
{
    /// <summary>The kind of these results.</summary>
    public const string Kind = "srm";

    /// <summary>Maximum number of users of all exposures, up to which numbers of JSON are exact: 2⁵³ − 1.</summary>
    public const long MaxTotal = PartialShape.MaxCount;

    /// <summary>Maximum number of <see cref="UnknownKeys"/>.</summary>
    public const int MaxUnknownKeys = 5;

    private readonly WrittenPayload _payload;
    private readonly List<string> _unknownKeys = [];
    private readonly ImmutableArray<ExposedExperiment> _experiments;
    private readonly Dictionary<string, ExposedExperiment> _byKey;
    private long _total;

    private ExposureTest(WrittenPayload payload)
    {
        _payload = payload;
        var shares = new SharesMeasure(payload.Parts);
        _experiments = [.. payload.Parts.AllExperiments().GroupBy(each => each.Rule.Experiment!.Key, StringComparer.Ordinal)
            .Where(rules => rules.Any(each => !each.Rule.HasLeaves)).Select(rules => new ExposedExperiment([.. rules], shares))];
        _byKey = _experiments.ToDictionary(each => each.Described.Key, StringComparer.Ordinal);
    }

    /// <summary>The number of exposures of experiments that the payload does not have, and of contextual bandits, whose shares vary.</summary>
    public long Unknown { get; private set; }

    /// <summary>The first keys of the experiments that <see cref="Unknown"/> counts, in the order of the exposures, up to <see cref="MaxUnknownKeys"/>.</summary>
    public ImmutableArray<string> UnknownKeys => [.. _unknownKeys];

    /// <summary>The number of lines that are no exposure of a variation. Each verdict is withheld if there are any.</summary>
    public long Unread { get; private set; }

    /// <summary>Adds lines that cannot be read, or whose experiment does not have the variation.</summary>
    /// <param name="lines">Their number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0.</exception>
    public void AddUnread(long lines)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        Unread += lines;
    }

    /// <summary>The keys of the variations of an experiment.</summary>
    /// <param name="experiment">The key of the experiment.</param>
    /// <returns>The keys; empty for an unknown experiment.</returns>
    public ImmutableArray<string> VariationsOf(string experiment) => _byKey.TryGetValue(experiment, out var known) ? known.Described.Arms : [];

    /// <summary>Prepares a test.</summary>
    /// <param name="payload">The payload.</param>
    /// <returns>The test, without counts.</returns>
    public static ExposureTest Of(WrittenPayload payload) => new(payload ?? throw new ArgumentNullException(nameof(payload)));

    /// <summary>Adds exposures in their order, which the sequential test depends on.</summary>
    /// <param name="experiment">The key of the experiment.</param>
    /// <param name="variation">The key of the variation, or its index.</param>
    /// <param name="count">The number of users, from 0: an aggregate, without an order, of which there is no sequential test. Default: one exposure in its order.</param>
    /// <returns>Whether the experiment has the variation; exposures of unknown experiments are counted apart.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 0, or the counts of all exposures exceed <see cref="MaxTotal"/>.</exception>
    public bool Add(string experiment, string variation, long? count = null)
    {
        var users = count ?? 1;
        if (users < 0 || users > MaxTotal - _total)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"the counts of all exposures are from 0 to {MaxTotal} together");
        _total += users;
        if (_byKey.TryGetValue(experiment, out var known))
            return known.Add(variation, count);
        Unknown += users;
        if (_unknownKeys.Count < MaxUnknownKeys && !_unknownKeys.Contains(experiment))
            _unknownKeys.Add(experiment);
        return true;
    }

    /// <summary>The result as JSON: <c>{"kind":"srm","schemaVersion":1,"payload","experiments","unknown","unread"}</c>. Experiments without exposures are left out.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        ExposedExperiment[] counted = [.. _experiments.Where(each => each.Counts.Sum() > 0)];
        var rows = CountedRows.Of([.. counted.Select(each => (each.Described.ToValue(), ImmutableArray.Create(each.Counts), (SharedValues?)null))], isWithheld: Unread > 0);
        return new Value.Object(
        [
            new("kind", Kind),
            new("schemaVersion", PartialResult.SchemaVersion),
            new("payload", _payload.Hash),
            new("experiments", new Value.Array(counted.Zip(rows, (each, row) => (Value)row.With("sequentialP", each.SequentialP is { } p ? p : Value.Null.Instance)))),
            new("unknown", Unknown),
            new(Analysis.Unread.Member, Unread),
        ]);
    }
}
