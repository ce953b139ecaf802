using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The value of a feature and the reason for it.</summary>
/// <param name="Value">The value; JSON <c>null</c> without one.</param>
/// <param name="Source">The reason for the value.</param>
/// <param name="RuleId">The id of the rule that decided, <c>""</c> where none did or it has no id.</param>
/// <param name="Experiment">The experiment, when <paramref name="Source"/> is <see cref="FeatureResultSource.Experiment"/>.</param>
/// <param name="ExperimentResult">The experiment's result, likewise.</param>
/// <exception cref="ArgumentNullException">The value or the rule's id is <c>null</c>; a feature without a value has <see cref="Value.Null.Instance"/>.</exception>
[JsonConverter(typeof(ResultJsonConverter))]
public sealed partial record FeatureResult(
    Value Value,
    FeatureResultSource Source,
    string RuleId = "",
    Experiment? Experiment = null,
    ExperimentResult? ExperimentResult = null)
{
    /// <summary>The value; JSON <c>null</c> without one.</summary>
    public Value Value { get; init => field = value ?? throw new ArgumentNullException(nameof(Value)); } = Value ?? throw new ArgumentNullException(nameof(Value));

    /// <summary>The id of the rule that decided, <c>""</c> where none did or it has no id.</summary>
    public string RuleId { get; init => field = value ?? throw new ArgumentNullException(nameof(RuleId)); } = RuleId ?? throw new ArgumentNullException(nameof(RuleId));

    /// <summary>Whether the value is on: anything but <c>null</c>, <c>false</c>, <c>0</c> and <c>""</c>.</summary>
    public bool On => Value.IsTruthy;

    /// <summary>The opposite of <see cref="On"/>.</summary>
    public bool Off => !Value.IsTruthy;
}
