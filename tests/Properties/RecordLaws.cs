namespace GrowthBook.Pure.Properties;

public class RecordLaws
{
    [Law(MaxTest = 200)]
    public bool A_record_evaluates_as_its_parts_do(EvaluationCase test) => Read(test.Record) is var record
        && record.Evaluate() is var answer && record.Id == (Value)"r1"
        && answer.Result.ToJson() + "\n" + answer.Effects == test.Answer();

    [Law(MaxTest = 200)]
    public bool An_experiment_record_evaluates_as_its_parts_do(ExperimentCase test) => Read(test.Record).Evaluate() is var answer
        && test.Run() is var (result, effects) && answer.Result.ToJson() == result.ToValue().ToString() && answer.Effects.ToString() == effects.ToString();

    [Law(MaxTest = 200)]
    public bool A_condition_record_evaluates_as_its_parts_do(ConditionCase test) => Read(Json.Of(
        ("payload", Json.Of(("savedGroups", test.Groups))), ("context", Json.Of(("attributes", test.Attributes))), ("condition", test.Condition)))
        .Evaluate() is var answer && answer.Result == (Value)test.Matches() && answer.Effects.Count == 0;

    [Law(MaxTest = 200)]
    public bool A_record_written_and_read_evaluates_the_same(EvaluationCase test) => Read(test.Record) is var record
        && Again(record).Evaluate() == record.Evaluate() && Again(record).ToString() == record.ToString();

    [Law(MaxTest = 200)]
    public bool An_experiment_record_written_and_read_evaluates_the_same(ExperimentCase test) => Read(test.Record) is var record
        && Again(record).Evaluate() == record.Evaluate() && Again(record).ToString() == record.ToString();

    [Law(MaxTest = 200)]
    public bool A_recording_replays_without_a_difference(EvaluationCase test) => Read(test.Record) is var request
        && request.WithAnswer().Replay().IsEmpty;

    [Law(MaxTest = 200)]
    public bool The_record_of_an_evaluation_is_its_question_with_its_answer(EvaluationCase test, ExperimentCase other) =>
        Read(test.Record) is { Subject: EvaluationSubject.OfFeature(var key) } feature
        && EvaluationRecord.Of(feature.Context, key, Evaluator.EvalFeature(feature.Context, key)) with { Id = "r1" } == feature.WithAnswer()
        && Read(other.Record) is { Subject: EvaluationSubject.OfExperiment(var experiment) } inline
        && EvaluationRecord.Of(inline.Context, experiment, Evaluator.RunExperiment(inline.Context, experiment)) with { Id = inline.Id } == inline.WithAnswer();

    [Law(MaxTest = 200)]
    public bool A_line_with_its_answer_replays_without_a_difference(EvaluationCase test, ExperimentCase other) =>
        new[] { test.Record, other.Record }.All(record => Read(record) is var request && Line(record, request.Evaluate()) is var line
            && EvaluationRecord.Parse(line).Value.Record is { Recorded: not null } recording && recording.Replay().IsEmpty);

    [Law(MaxTest = 200)]
    public bool A_result_without_effects_replays_without_a_difference_and_differs_in_its_value_alone(EvaluationCase test)
    {
        var request = Read(test.Record);
        var answer = request.Evaluate() with { HasEffects = false, Effects = Value.Array.Empty };
        var forged = answer with { Result = new Value.Object([new("value", new Value.Array(["another value"]))]) };
        return EvaluationAnswer.Parse(answer.ToString()).Value == answer
            && (request with { Recorded = answer }).Replay().IsEmpty
            && (request with { Recorded = forged }).Replay() is not [] and var differences
            && differences.All(difference => difference.Path.StartsWith("$.result.value", StringComparison.Ordinal));
    }

    [Law(MaxTest = 200)]
    public bool A_recording_of_another_value_replays_with_the_difference(EvaluationCase test)
    {
        var request = Read(test.Record);
        var answer = request.Evaluate();
        var forged = answer with { Result = ((Value.Object)answer.Result).With("value", "another value"), Effects = new Value.Array([.. answer.Effects, "one more"]) };
        return (request with { Recorded = forged }).Replay() is var differences
            && differences.Select(difference => difference.Path).SequenceEqual(["$.result.value", $"$.effects[{answer.Effects.Count}]"])
            && differences.All(difference => difference.ToString().StartsWith(difference.Path, StringComparison.Ordinal));
    }

    [Law]
    public bool A_context_written_and_read_is_the_same(EvaluationCase test) => Context.Parse(test.Context.Finite().ToString(), Payload.Empty).Value is var context
        && Context.Parse(context.ToString(), Payload.Empty) is var (read, errors) && read == context && errors.IsEmpty && read.GetHashCode() == context.GetHashCode();

    [Law]
    public bool An_experiment_written_and_read_is_the_same(ExperimentCase test) => Experiment.Parse(test.Experiment.Finite().ToString()).Value is var experiment
        && Experiment.Parse(experiment!.ToString()).Value is { } read && read == experiment && read.ToString() == experiment.ToString();

    [Law]
    public bool Stored_documents_written_and_read_are_the_same(StickyCase test) => test.Context.StickyBuckets!.All(document =>
        StickyAssignmentDocument.Parse(document.ToString()) is var (read, errors) && errors.IsEmpty && document.Equals(read));

    [Law]
    public bool A_record_needs_exactly_one_subject(EvaluationCase test, ExperimentCase other) =>
        EvaluationRecord.Parse(test.Record.With("experiment", other.Experiment).ToString()) is var ((both, id), faults)
        && both is null && id == (Value)"r1" && faults.Any(fault => fault.Severity == ErrorSeverity.Fatal)
        && EvaluationRecord.Parse(test.Record.Without("feature").ToString()).Value.Record is null;

    private static EvaluationRecord Read(Json.Object record) => EvaluationRecord.Parse(record.ToString()).Value.Record!;

    private static EvaluationRecord Again(EvaluationRecord record) => EvaluationRecord.Parse(record.ToString(), record.Context.Payload).Value.Record!;

    /// <summary>The request, followed by the answer.</summary>
    private static string Line(Json.Object record, EvaluationAnswer answer) =>
        record.ToString()[..^1] + ",\"result\":" + answer.Result.ToJson() + ",\"effects\":" + answer.Effects + "}";
}
