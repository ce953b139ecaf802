using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// One line of evaluation records: the request with its context, and for a recording also the answer. It
/// can be evaluated (again) at any time, on any machine, with the same outcome.
/// </summary>
/// <param name="Id">The id of the record, of any JSON type; <c>null</c> without one.</param>
/// <param name="Context">The payload, the user and the switches.</param>
/// <param name="Subject">The feature, experiment or condition to evaluate.</param>
/// <param name="Recorded">The recorded answer; <c>null</c> for a request.</param>
public sealed partial record EvaluationRecord(Value? Id, Context Context, EvaluationSubject Subject, EvaluationAnswer? Recorded = null)
{
    /// <summary>Evaluates the record.</summary>
    /// <returns>The result and the effects under the record's id.</returns>
    public EvaluationAnswer Evaluate()
    {
        var (result, effects) = Subject.Evaluate(Context);
        return new EvaluationAnswer(Id, result, effects.ToValue());
    }

    /// <summary>Evaluates a recording again.</summary>
    /// <returns>The differences between the recorded and the present outcome; none for a request.</returns>
    public ImmutableArray<RecordDifference> Replay() =>
        Recorded is null ? [] : RecordDifference.Between(Recorded, Evaluate());

    /// <summary>The hash by which a recording can name its payload.</summary>
    /// <param name="utf8Json">The JSON text of the payload, byte for byte.</param>
    /// <returns><c>sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    public static string HashPayload(ReadOnlySpan<byte> utf8Json) => "sha256:" + Sha256.Hex(utf8Json);
}

/// <summary>The answer of an evaluation, in the form of an evaluation record.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Result">A feature result, an experiment result, or <c>true</c> or <c>false</c> for a condition.</param>
/// <param name="Effects">The effects, in order.</param>
public sealed record EvaluationAnswer(Value? Id, Value Result, Value.Array Effects)
{
    /// <summary>The answer as a line of evaluation records: <c>{"id","result","effects"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new ObjectMembers();
        if (Id is not null)
            members.Set("id", Id);
        members.Set("result", Result);
        members.Set("effects", Effects);
        return new Value.Object(members);
    }

    /// <summary>The JSON text of the answer, without line breaks.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();
}
