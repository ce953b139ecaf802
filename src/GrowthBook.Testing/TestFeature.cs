using System.Collections.Immutable;

namespace GrowthBook.Testing;

/// <summary>
/// A feature of a test, made by <see cref="TestFeatures.Feature"/>: a default value, and rules in the order in which they
/// are written. Immutable: each method returns another feature. An invalid argument throws at the call, and so does a rule that
/// never applies because an earlier one takes every user (<see cref="InvalidOperationException"/>).
/// </summary>
/// <example><code>
/// Feature("banner").Returns("none")
///     .ForceWhen("country", "CH", "grüezi")
///     .Experiment("banner-test", ["small", "large"], variation: 1)
/// </code></example>
public sealed class TestFeature
{
    private readonly Value _defaultValue;
    private readonly ImmutableArray<TestRule> _rules;

    internal TestFeature(string key)
        : this(TestArgument.Name(key, nameof(key), "feature"), Value.Null.Instance, [], [])
    {
    }

    private TestFeature(string key, Value defaultValue, ImmutableArray<TestRule> rules, ImmutableArray<string> required) =>
        (Key, _defaultValue, _rules, Required) = (key, defaultValue, rules, required);

    /// <summary>The feature's key.</summary>
    public string Key { get; }

    /// <summary>The keys of the features that this one requires.</summary>
    internal ImmutableArray<string> Required { get; }

    /// <summary>The ids of the saved groups that the conditions of the rules refer to.</summary>
    internal IEnumerable<string> Groups => _rules.SelectMany(rule => ReferredGroups.In(rule.Json["condition"]));

    /// <summary>The feature is on, where no rule says otherwise: its default value is <c>true</c>.</summary>
    /// <returns>The feature with that default value.</returns>
    public TestFeature On() => Returns(true);

    /// <summary>The feature is off, where no rule says otherwise: its default value is <c>false</c>.</summary>
    /// <returns>The feature with that default value.</returns>
    public TestFeature Off() => Returns(false);

    /// <summary>The feature has this value where no rule applies.</summary>
    /// <param name="value">The default value; a string, a boolean, a number or an array of those converts to it.</param>
    /// <returns>The feature with that default value.</returns>
    public TestFeature Returns(Value value) => new(Key, value ?? Value.Null.Instance, _rules, Required);

    /// <summary>A rule that forces a value for users with a given attribute value.</summary>
    /// <param name="attribute">The attribute's name; a dot leads into a nested object.</param>
    /// <param name="equals">The value that the attribute must have.</param>
    /// <param name="value">The feature's value for these users.</param>
    /// <returns>A copy of the feature with the rule appended.</returns>
    /// <exception cref="ArgumentException">The name is empty or starts with <c>$</c>.</exception>
    public TestFeature ForceWhen(string attribute, Value equals, Value value)
    {
        TestArgument.Attribute(attribute, nameof(attribute));
        return Force(Json.Object((attribute, equals)), value);
    }

    /// <summary>A rule that gives a value to the users who meet a condition.</summary>
    /// <param name="condition">The condition as JSON, such as <c>{"age":{"$gte":18}}</c>.</param>
    /// <param name="value">The feature's value for these users.</param>
    /// <returns>A copy of the feature with the rule appended.</returns>
    /// <exception cref="ArgumentException">The condition has a fault.</exception>
    public TestFeature ForceWhen(string condition, Value value) =>
        ForceWhen(TestArgument.Condition(condition, nameof(condition)), value);

    /// <summary>A rule that gives a value to the users who meet a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="value">The feature's value for these users.</param>
    /// <returns>A copy of the feature with the rule appended.</returns>
    public TestFeature ForceWhen(Condition condition, Value value) =>
        Force((condition ?? throw new ArgumentNullException(nameof(condition))).Source, value);

    /// <summary>A rule that gives a value to a share of the users, chosen by the hash of their identifier.</summary>
    /// <param name="share">The share of users who have the attribute, from 0 to 1 inclusive.</param>
    /// <param name="value">The feature's value for these users.</param>
    /// <param name="hashAttribute">The attribute that identifies users.</param>
    /// <returns>A copy of the feature with the rule appended.</returns>
    /// <exception cref="ArgumentException">The share is not from 0 to 1, or the attribute has no name.</exception>
    public TestFeature Rollout(double share, Value value, string hashAttribute = "id") => With(new TestRule(
        $"the rollout by `{hashAttribute}`",
        Json.Object(
            ("force", value),
            ("coverage", TestArgument.Share(share, nameof(share))),
            ("hashAttribute", TestArgument.Name(hashAttribute, nameof(hashAttribute), "attribute"))),
        hashAttribute,
        IsForAll: share >= 1));

    /// <summary>A rule that runs an experiment.</summary>
    /// <param name="key">The experiment's key in exposures.</param>
    /// <param name="variations">The values, the control first; at least two.</param>
    /// <param name="weights">The shares of the variations, which add up to 1. Default: equal shares.</param>
    /// <param name="variation">
    /// The index of a variation that all users in the experiment get, as if the hash had chosen it: exposures are
    /// reported and assignments stored as usual. Default: the hash chooses by the weights.
    /// </param>
    /// <param name="coverage">The share of users in the experiment, 0 to 1 inclusive.</param>
    /// <param name="hashAttribute">The attribute that identifies users.</param>
    /// <param name="condition">The condition on users in the experiment, as JSON. Default: all users.</param>
    /// <returns>A copy of the feature with the rule appended.</returns>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public TestFeature Experiment(
        string key,
        IEnumerable<Value> variations,
        IEnumerable<double>? weights = null,
        int? variation = null,
        double coverage = 1,
        string hashAttribute = "id",
        string? condition = null)
    {
        var experiment = new Experiment(key ?? "", variations ?? throw new ArgumentNullException(nameof(variations)))
        {
            Weights = weights is null ? default : [.. weights],
            Coverage = coverage,
            HashAttribute = hashAttribute,
            Condition = condition is null ? null : TestArgument.Condition(condition, nameof(condition)),
        };
        return With(TestExperiment.Rule(experiment, variation, isWhole: false));
    }

    /// <summary>A rule that runs an experiment, with all members that a rule can have.</summary>
    /// <param name="experiment">The experiment, without members that a rule cannot have, such as URL patterns.</param>
    /// <param name="variation">The index of a variation that all users in the experiment get, as if the hash had chosen it. Default: the hash chooses.</param>
    /// <returns>A copy of the feature with the rule appended.</returns>
    /// <exception cref="ArgumentException">The experiment has a fault, or a member that a rule cannot have.</exception>
    public TestFeature Experiment(Experiment experiment, int? variation = null) =>
        With(TestExperiment.Rule(experiment ?? throw new ArgumentNullException(nameof(experiment)), variation, isWhole: true));

    /// <summary>
    /// A prerequisite: the other feature must be on, or this one has no value, regardless of later rules.
    /// </summary>
    /// <param name="feature">The key of the other feature, which must be among the features of the test.</param>
    /// <returns>A copy of the feature with the prerequisite appended.</returns>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public TestFeature Requires(string feature) => Requires(feature, true);

    /// <summary>
    /// A prerequisite: the other feature must have a certain value, or this one has none, regardless of later rules.
    /// </summary>
    /// <param name="feature">The key of the other feature, which must be among the features of the test.</param>
    /// <param name="value">The value; <c>true</c> means any value that is on, <c>false</c> any value that is off.</param>
    /// <returns>A copy of the feature with the prerequisite appended.</returns>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public TestFeature Requires(string feature, Value value)
    {
        var parent = Json.Object(
            ("id", TestArgument.Name(feature, nameof(feature), "feature")),
            ("condition", Json.Object(("value", value))),
            ("gate", true));
        var gate = Json.Object(("parentConditions", new Value.Array([parent])));
        return new(Key, _defaultValue, WithRule(new TestRule($"the prerequisite `{feature}`", gate)), Required.Add(feature));
    }

    /// <summary>The feature as a payload has it.</summary>
    /// <returns>A JSON object.</returns>
    internal Value.Object ToValue() => Json.Object(("defaultValue", _defaultValue), ("rules", new Value.Array(_rules.Select(rule => rule.Json))));

    private TestFeature Force(Value condition, Value value) =>
        With(new TestRule($"the rule for {condition.ToJson()}", Json.Object(("condition", condition), ("force", value)), IsForAll: condition is Value.Object { Count: 0 }));

    private TestFeature With(TestRule rule) => new(Key, _defaultValue, WithRule(rule), Required);

    /// <exception cref="InvalidOperationException">An earlier rule leaves no user for this one.</exception>
    private ImmutableArray<TestRule> WithRule(TestRule rule) => _rules.FirstOrDefault(earlier => earlier.Shadows(rule)) is { } all
        ? throw new InvalidOperationException(
            $"the feature `{Key}`: {rule.Name} never applies, because {all.Name} before it takes every user{(all.HashAttribute is { } by ? $" with the attribute `{by}`" : "")}; write the rule for all users last")
        : _rules.Add(rule);
}
