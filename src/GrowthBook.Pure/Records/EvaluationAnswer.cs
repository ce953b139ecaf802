using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The answer of an evaluation, in the form of an evaluation record.</summary>
/// <param name="Result">A feature result, an experiment result, or <c>true</c> or <c>false</c> for a condition.</param>
/// <param name="Effects">The effects, in order; empty if they are not recorded.</param>
[JsonConverter(typeof(RecordJsonConverter))]
public sealed record EvaluationAnswer(Value Result, Value.Array Effects)
{
    /// <summary>
    /// Whether a test of the evaluation did not match because it needed more steps than were left, as
    /// <see cref="GrowthBook.Effects.HasReachedStepLimit"/>. Not compared by <see cref="EvaluationRecord.Replay"/>. Default: <c>false</c>.
    /// </summary>
    public bool HasReachedStepLimit { get; init; }

    /// <summary>
    /// Whether the effects are recorded. <c>false</c> for the result of another SDK, which reports no effects: <see cref="EvaluationRecord.Replay"/>
    /// compares the members that the result has, and no effects. Default: <c>true</c>.
    /// </summary>
    public bool HasEffects { get; init; } = true;

    /// <summary>Reads an answer from the form that <see cref="ToValue"/> gives, or from a recording. Other members are ignored.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The answer, <c>null</c> for text without one, and every fault found with its JSON path.</returns>
    public static Parsed<EvaluationAnswer?> Parse(string json) => ValueReader.Parse(json, Read);

    /// <summary>The answer as a line of evaluation records: <c>{"id"?,"result","effects"?,"hasReachedStepLimit"?,"notFinite"?}</c>.</summary>
    /// <param name="id">The id of the record. Default: not written.</param>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue(Value? id = null)
    {
        var members = new ObjectMembers();
        if (id is not null)
            members.Set("id", id);
        AddTo(members);
        return NotFinite.AddTo(new Value.Object(members));
    }

    /// <summary>The JSON text of the answer, without line breaks.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>The answer of a result and its effects.</summary>
    internal static EvaluationAnswer Of(Value result, Effects effects) =>
        new(result, effects.ToValue()) { HasReachedStepLimit = effects.HasReachedStepLimit };

    /// <summary>The answer of a record; <c>null</c> for a record without one.</summary>
    internal static EvaluationAnswer? Of(Value.Object record, Faults faults) => record.Find("result") is { } result
        ? new EvaluationAnswer(result, new Members(record, faults).Array("effects") ?? Value.Array.Empty)
        {
            HasEffects = record.Find("effects") is not (null or Value.Null),
            HasReachedStepLimit = record["hasReachedStepLimit"] is Value.Boolean { Content: true },
        }
        : null;

    /// <summary>Adds the members of the answer to those of a record.</summary>
    internal void AddTo(ObjectMembers members)
    {
        members.Set("result", Result);
        if (HasEffects)
            members.Set("effects", Effects);
        if (HasReachedStepLimit)
            members.Set("hasReachedStepLimit", true);
    }

    internal static EvaluationAnswer? Read(Value value, Faults faults)
    {
        var answer = value is Value.Object source ? Of(NotFinite.Restore(source, faults), faults) : null;
        if (answer is null)
            faults.Fatal("not an answer, an object with the members result and effects");
        return answer;
    }
}
