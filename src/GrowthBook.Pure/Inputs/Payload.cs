using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// The features, experiments, saved groups and contextual bandits of a GrowthBook SDK connection, compiled once.
/// Immutable and safe to use from any thread: one payload serves any number of contexts and users.
/// </summary>
[JsonConverter(typeof(InputJsonConverter))]
public sealed partial class Payload
{
    private Payload(CompiledPayload compiled)
    {
        Features = compiled.Features;
        Pages = compiled.Pages;
        SavedGroups = compiled.SavedGroups;
        StickyBucketAttributes = compiled.StickyBucketAttributes;
        DateUpdated = compiled.DateUpdated;
    }

    /// <summary>A payload without features.</summary>
    public static Payload Empty { get; } = new(CompiledPayload.Empty);

    /// <summary>The time of the last change on the server, as the server wrote it (ISO 8601); <c>null</c> without one.</summary>
    public string? DateUpdated { get; }

    /// <summary>The keys of all features, in the payload's order.</summary>
    /// <remarks>To look for one key use <see cref="HasFeature"/>, which does not walk all of them.</remarks>
    public IReadOnlyCollection<string> FeatureKeys => Features;

    /// <summary>The payload's own experiments: visual changes and redirects, in their order.</summary>
    public ImmutableArray<Experiment> Experiments =>
        Pages.All.Select(page => page.Experiment.Source).ToImmutableArray();

    /// <summary>The experiments of the features' rules, in the order of the features and of their rules. Walks all features.</summary>
    public IEnumerable<Experiment> FeatureExperiments
    {
        get
        {
            for (var position = 0; position < Features.Count; position++)
            {
                foreach (var experiment in ExperimentsAt(Features.NumberAt(position)))
                    yield return experiment;
            }
        }
    }

    /// <summary>
    /// The attributes whose stored assignments an evaluation can need: the hash and fallback attributes of all
    /// experiment rules and of the payload's own experiments. Each name once, in ordinal order.
    /// </summary>
    public ImmutableArray<string> StickyBucketAttributes { get; }

    /// <summary>
    /// The names of the attributes that conditions, saved groups in conditions, rollouts, filters and experiments read from a user. Each name once, in ordinal
    /// order; of a path such as <c>device.os</c> the first step. Walks all features.
    /// </summary>
    public ImmutableArray<string> ReadAttributes => PayloadAttributes.Of(Features, Pages, SavedGroups).ToNames();

    /// <summary>
    /// The paths of several steps, such as <c>device.os</c>, by which conditions and saved groups in conditions read members of a user's attributes. Each path once, in
    /// ordinal order; <see cref="ReadAttributes"/> has their first steps. Walks all features.
    /// </summary>
    public ImmutableArray<string> ReadPaths => PayloadAttributes.Of(Features, Pages, SavedGroups).ToPaths();

    /// <summary>
    /// The tests of attributes in conditions, saved groups in conditions and leaves of contextual bandits, which name the attributes of a user of a kind that no test
    /// fits. Each call walks all features: keep the result for several users.
    /// </summary>
    public AttributeTests AttributeTests => new(PayloadAttributes.TestsOf(Features, Pages, SavedGroups));

    /// <summary>The keys of features that prerequisites name and the payload does not have. Their value is <c>null</c>. Walks all features.</summary>
    public IEnumerable<string> MissingFeatures => Features.Missing;

    /// <summary>
    /// The keys of features that need themselves through prerequisites. Where an evaluation comes back to a feature, the value is <c>null</c>, with the
    /// source <see cref="FeatureResultSource.CyclicPrerequisite"/>; users whom a rule answers before get its value. Walks all features and their prerequisites.
    /// </summary>
    public IEnumerable<string> CyclicFeatures => new FeatureCycles(Features).Keys();

    /// <summary>The ids of saved groups that conditions name and the payload does not have. No user is in them. Walks all groups.</summary>
    public IEnumerable<string> MissingSavedGroups => SavedGroups.Missing;

    /// <summary>The ids of the saved groups that the payload has.</summary>
    public IEnumerable<string> SavedGroupIds => SavedGroups.Ids;

    internal FeatureTable Features { get; }

    internal PageTable Pages { get; }

    internal SavedGroups SavedGroups { get; }

    /// <summary>Whether the payload has a feature.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns><c>true</c> where it has.</returns>
    public bool HasFeature(FeatureKey key) => Features.NumberOf(key.ToString()) is >= 0 and var number && Features[number].Exists;

    /// <summary>The experiments of a feature's rules, in the order of the rules.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The experiments; empty for a feature that the payload does not have.</returns>
    public IEnumerable<Experiment> ExperimentsOf(FeatureKey key) => Features.NumberOf(key.ToString()) is >= 0 and var number ? ExperimentsAt(number) : [];

    /// <summary>The values that a feature can have: the default value, then those of its rules and of their experiments, in order.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The values, of which some can be equal; empty for a feature that the payload does not have.</returns>
    public IEnumerable<Value> ValuesOf(FeatureKey key)
    {
        if (Features.NumberOf(key.ToString()) is not (>= 0 and var number) || !Features[number].Exists)
            yield break;
        yield return Features[number].Default.Result.Value;
        var rules = Features[number].Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var value in rules[i] switch
            {
                Rule.Force force => [force.Answer.Result.Value],
                Rule.Experiment experiment => experiment.Compiled.Source.Variations,
                _ => ImmutableArray<Value>.Empty,
            })
            {
                yield return value;
            }
        }
    }

    /// <summary>
    /// The names of the attributes that an experiment in code reads from a user: its hash and fallback attribute, and those of its condition, of saved groups in it
    /// and of its filters. Each name once, in ordinal order; of a path such as <c>device.os</c> the first step.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The names. Those that the features of its prerequisites read are in <see cref="ReadAttributes"/>.</returns>
    public ImmutableArray<string> ReadAttributesOf(Experiment experiment) =>
        PayloadAttributes.Of(Compiled(experiment), SavedGroups).ToNames();

    /// <summary>
    /// The paths of several steps, such as <c>device.os</c>, by which the condition of an experiment in code, and saved groups in it, read members of a user's attributes.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The paths, each once, in ordinal order.</returns>
    public ImmutableArray<string> ReadPathsOf(Experiment experiment) => PayloadAttributes.Of(Compiled(experiment), SavedGroups).ToPaths();

    /// <summary>
    /// The ids of saved groups that the condition of an experiment in code and those of its <see cref="Experiment.ParentConditions"/> name and the payload does not have. No
    /// user is in them. Compiles the conditions again.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The ids, each once, in the order of the conditions.</returns>
    public ImmutableArray<string> MissingSavedGroupsOf(Experiment experiment) =>
        [.. NamedGroups.Of(experiment ?? throw new ArgumentNullException(nameof(experiment))).Where(id => !SavedGroups.Has(id))];

    /// <summary>
    /// The tests of attributes in the condition of an experiment in code, and in saved groups in it, which name the attributes of a user of a kind that no test of
    /// it fits. Keep the result for several users.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The tests. Those of the features of its prerequisites are in <see cref="AttributeTests"/>.</returns>
    public AttributeTests AttributeTestsOf(Experiment experiment) => new(PayloadAttributes.TestsOf(Compiled(experiment), SavedGroups));

    /// <summary>The payload on one line, such as <c>payload with 12 features and 2 experiments of pages</c>.</summary>
    /// <returns>A text for a log line.</returns>
    public override string ToString() => FormattableString.Invariant($"payload with {FeatureKeys.Count} features and {Pages.All.Length} experiments of pages");

    internal static Payload Of(CompiledPayload compiled) => new(compiled);

    private static CompiledExperiment Compiled(Experiment experiment) =>
        (experiment ?? throw new ArgumentNullException(nameof(experiment))).Compiled(static source => new CompiledExperiment(source));

    private IEnumerable<Experiment> ExperimentsAt(int number)
    {
        var rules = Features[number].Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is Rule.Experiment rule)
                yield return rule.Compiled.Source;
        }
    }
}
