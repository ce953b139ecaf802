using System.Collections.Immutable;
using System.Diagnostics.Contracts;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// An experiment: its variations and its audience. Written inline in code for
/// <see cref="Evaluator.RunExperiment"/>, made from an experiment rule of a feature, or one of a payload's own
/// experiments (visual changes and redirects). Members left out have the default that they state.
/// </summary>
/// <remarks>Equal to another when both have the same JSON form.</remarks>
[JsonConverter(typeof(ExperimentJsonConverter))]
public sealed partial record Experiment
{
    private CompiledForm? _compiled;

    /// <summary>An experiment.</summary>
    /// <param name="key">The key in results and tracking, and the seed of the hash unless there is another one.</param>
    /// <param name="variations">The values, the control first. With fewer than two, no user is in the experiment.</param>
    public Experiment(string key, ImmutableArray<Value> variations)
    {
        Key = key ?? throw new ArgumentNullException(nameof(key));
        Variations = variations;
    }

    /// <summary>An experiment.</summary>
    /// <param name="key">The key in results and tracking, and the seed of the hash unless there is another one.</param>
    /// <param name="variations">
    /// The values, the control first. With fewer than two, no user is in the experiment. An array of strings or numbers converts to one value: write
    /// <c>[.. names]</c>.
    /// </param>
    /// <exception cref="ArgumentException">The only variation is an array.</exception>
    public Experiment(string key, params IEnumerable<Value> variations)
        : this(key, (variations ?? throw new ArgumentNullException(nameof(variations))).ToImmutableArray())
    {
        if (Variations is [Value.Array])
            throw new ArgumentException($"the only variation of the experiment {PlainText.Of(key, PlainText.MaxName)} is an array; write [.. names] if its elements are the variations", nameof(variations));
    }

    /// <summary>The key of the experiment in results and tracking.</summary>
    public string Key { get; init => field = value ?? throw new ArgumentNullException(nameof(Key)); }

    /// <summary>The values of the variations, the control first.</summary>
    public ImmutableArray<Value> Variations { get; init => field = value.IsDefault ? [] : value; }

    /// <summary>Whether there is a variation with the index.</summary>
    internal bool HasVariation(int index) => (uint)index < (uint)Variations.Length;

    /// <summary>The share of users included, 0 to 1 inclusive. Default: 1.</summary>
    public double? Coverage { get; init; }

    /// <summary>The share of each variation; see <see cref="Bucketing.BucketRanges"/>. Default: equal shares.</summary>
    public ImmutableArray<double> Weights { get; init; }

    /// <summary>The attribute that identifies users. Default: <c>id</c>.</summary>
    public string? HashAttribute { get; init; }

    /// <summary>The attribute that identifies users who lack the first, while sticky bucketing is on. Default: none.</summary>
    public string? FallbackAttribute { get; init; }

    /// <summary>The version of hashing, 1 or 2; any other version includes no user. Default: 1.</summary>
    public double? HashVersion { get; init; }

    /// <summary>Whether stored assignments are neither used nor made. Default: no.</summary>
    public bool? DisableStickyBucketing { get; init; }

    /// <summary>The version of stored assignments; a new version buckets all users again. Default: 0.</summary>
    public int? BucketVersion { get; init; }

    /// <summary>Users with an assignment stored for a version below this are kept out. Default: 0.</summary>
    public int? MinBucketVersion { get; init; }

    /// <summary>The experiment's part of a namespace. Default: none; not looked at where there are filters.</summary>
    public ExperimentNamespace? Namespace { get; init; }

    /// <summary>The variations' ranges of buckets, in the place of coverage and weights. Default: none.</summary>
    public ImmutableArray<BucketRange> Ranges { get; init; }

    /// <summary>The metadata of the variations, by index. Default: none.</summary>
    public ImmutableArray<VariationMeta> Meta { get; init; }

    /// <summary>Filters that a user must pass. Default: none.</summary>
    public ImmutableArray<Filter> Filters { get; init; }

    /// <summary>The seed of the hash. Default: the key.</summary>
    public string? Seed { get; init; }

    /// <summary>The experiment's name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The phase of the experiment.</summary>
    public string? Phase { get; init; }

    /// <summary>The condition on users in the experiment. Default: all users.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Features that must have certain values. Default: none.</summary>
    public ImmutableArray<ParentCondition> ParentConditions { get => Uncommon.ParentConditions; init => Uncommon = Uncommon with { ParentConditions = value }; }

    /// <summary>The URLs at which the experiment runs. Default: all; an empty list is none.</summary>
    public ImmutableArray<UrlPattern> UrlPatterns { get => Uncommon.UrlPatterns; init => Uncommon = Uncommon with { UrlPatterns = value }; }

    /// <summary>The variation of all included users, without tracking. Default: none.</summary>
    public int? Force { get => Uncommon.Force; init => Uncommon = Uncommon with { Force = value }; }

    /// <summary>Whether the experiment runs. Default: yes.</summary>
    public bool? Active { get => Uncommon.Active; init => Uncommon = Uncommon with { Active = value }; }

    /// <summary>The older form of <see cref="Active"/>: <c>draft</c> and <c>stopped</c> experiments do not run.</summary>
    public string? Status { get => Uncommon.Status; init => Uncommon = Uncommon with { Status = value }; }

    /// <summary>Whether a redirect keeps the query string of the URL it comes from. Default: no.</summary>
    public bool? PersistQueryString { get => Uncommon.PersistQueryString; init => Uncommon = Uncommon with { PersistQueryString = value }; }

    /// <summary>Whether a payload's experiment waits to be triggered in the browser. Default: no.</summary>
    public bool? Manual { get => Uncommon.Manual; init => Uncommon = Uncommon with { Manual = value }; }

    /// <summary>The id of the change that a payload's experiment makes.</summary>
    public string? ChangeId { get => Uncommon.ChangeId; init => Uncommon = Uncommon with { ChangeId = value }; }

    /// <summary>The bandit leaf with the weights; set by the evaluation of a contextual bandit rule.</summary>
    public ContextualBandit? ContextualBandit { get => Uncommon.ContextualBandit; init => Uncommon = Uncommon with { ContextualBandit = value }; }

    /// <summary>
    /// Members that this version does not know, from a newer server or the application. They do not affect evaluation, and
    /// exposures and records contain them unchanged. Default: none.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The members contain <c>groups</c>, <c>url</c> or <c>include</c>: deprecated targeting, which is not supported.
    /// </exception>
    public Value.Object UnknownMembers
    {
        get => Uncommon.Unknown;
        init => Uncommon = Uncommon with { Unknown = ExperimentJson.NotRefused(value ?? throw new ArgumentNullException(nameof(UnknownMembers))) };
    }

    /// <summary>
    /// Returns warnings of members that cannot be meant: percentages as shares, NaN, weights that do not fit the variations, a forced variation
    /// that does not exist, an unknown status. Returns the errors and warnings of the condition and of <see cref="ParentConditions"/> too, as
    /// <see cref="GrowthBook.Condition.Parse(string)"/> does. Evaluation does not change: each fault says what the member does. An experiment that does not
    /// run has no faults. Compiles the conditions again.
    /// </summary>
    /// <returns>The faults, with the paths of the members in the JSON of the experiment. Weights that are NaN have one too.</returns>
    [Pure]
    public ImmutableArray<PayloadError> Validate()
    {
        var faults = new Faults();
        ExperimentDoubts.Report(this, "variations", faults, isRead: false);
        return faults.ToImmutable();
    }

    internal UncommonMembers Uncommon { get; init; } = UncommonMembers.None;

    /// <summary>
    /// The compiled form of this experiment, made at the first call. A copy made with <c>with</c> compiles again, because
    /// a compiled form belongs to one source.
    /// </summary>
    /// <param name="compile">Compiles an experiment; a pure function, so that a race between threads is harmless.</param>
    internal T Compiled<T>(Func<Experiment, T> compile)
        where T : CompiledForm
    {
        if (_compiled is T compiled && ReferenceEquals(compiled.Source, this))
            return compiled;
        compiled = compile(this);
        _compiled = compiled;
        return compiled;
    }

    /// <summary>Whether both have the same JSON form.</summary>
    /// <param name="other">Another experiment.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Experiment? other) =>
        ReferenceEquals(this, other) || (other is not null && Key == other.Key && ToValue().Equals(other.ToValue()));

    /// <inheritdoc/>
    public override int GetHashCode() => KeyedTexts.Comparer.GetHashCode(Key);
}
