namespace GrowthBook.Pure.Properties;

/// <summary>
/// Every input gets an answer, and faults are values. These are fuzz tests and not laws: they fail by an exception, or by a
/// fault without a path or a message.
/// </summary>
public class FuzzTests
{
    [Fuzz]
    public bool Any_bytes_are_a_payload(DamagedText text, UserJson user, HardText url, HardText key)
    {
        var (payload, errors) = Payload.Parse([.. text.Bytes]);
        var context = new Context(payload, Attributes.Parse(user.ToString()).Value) { Url = url.Content, StickyBuckets = StickyBuckets.Empty };
        return Speaks(errors) && payload.FeatureKeys.Append(key.Content).All(feature => Answers(context, feature)) && Redirects(context);
    }

    [Fuzz]
    public bool Bytes_that_are_not_json_are_one_fatal_error_and_an_empty_payload(DamagedText text)
    {
        var (payload, errors) = Payload.Parse([.. text.Bytes]);
        return IsJson(text) || (payload.FeatureKeys.Count == 0 && errors is [{ Severity: ErrorSeverity.Fatal }]);
    }

    [Fuzz]
    public bool Any_json_is_a_payload(Json json, HardText key) => Payload.Parse(json.ToString()) is var (payload, errors)
        && Speaks(errors) && Answers(new Context(payload, Attributes.Empty), key.Content) && Redirects(new Context(payload, Attributes.Empty));

    [Fuzz]
    public bool Any_json_in_the_place_of_a_part_of_a_payload(EvaluationCase test, Json json)
    {
        foreach (var (name, _) in test.Payload.Members)
        {
            var payload = Payload.Parse(test.Payload.With(name, json).ToString()).Value;
            var context = Context.Parse(test.Context.ToString(), payload).Value;
            if (!Answers(context, test.Key) || !Redirects(context))
                return false;
        }
        return true;
    }

    [Fuzz]
    public bool Any_json_is_a_rule(Json rule, ObjectJson members, UserJson user)
    {
        Json.Object[] rules = [Json.Of(("force", rule), ("condition", members.Members)), Json.Of(("variations", rule)), members.Members,
            Json.Of(("variations", Json.ListOf(rule, rule)), ("weights", rule), ("coverage", rule), ("meta", rule), ("namespace", rule), ("filters", rule))];
        var features = Json.Of(("features", Json.Of(("f", Json.Of(("rules", Json.ListOf([rule, .. rules])))))));
        return Answers(new Context(Payload.Parse(features.ToString()).Value, Attributes.Parse(user.ToString()).Value), "f");
    }

    [Fuzz]
    public bool Any_attributes_any_url_any_key(EvaluationCase test, Json attributes, HardText url, HardText key) => Answers(
        test.Parse() with { Attributes = Attributes.Parse(attributes.ToString()).Value, Url = url.Content }, key.Content)
        && Answers(test.Parse() with { Url = "https://shop.example/" + url.Content, AttributeOverrides = Attributes.Parse(attributes.ToString()).Value }, test.Key);

    [Fuzz]
    public bool Any_text_is_a_condition(DamagedText text, UserJson user)
    {
        var (condition, errors) = Condition.Parse(System.Text.Encoding.UTF8.GetString([.. text.Bytes]));
        var matches = Evaluator.EvalCondition(new Context(Payload.Empty, Attributes.Parse(user.ToString()).Value), condition);
        return Speaks(errors) && (IsJson(text) || (!matches && errors is [{ Severity: ErrorSeverity.Fatal }]));
    }

    [Fuzz]
    public bool Any_json_is_a_condition(Json json, UserJson user) =>
        Condition.Parse(json.ToString()) is var (condition, errors) && Speaks(errors)
        && (json is Json.Object || !Evaluator.EvalCondition(new Context(Payload.Empty, Attributes.Parse(user.ToString()).Value), condition));

    [Fuzz]
    public void Any_json_is_an_operand(ConditionCase test, Json json)
    {
        string[] operators = ["$eq", "$lt", "$vgt", "$in", "$nini", "$all", "$alli", "$size", "$elemMatch", "$not", "$exists", "$type", "$regex", "$regexi", "$inGroup", "$notInGroup"];
        foreach (var name in operators)
            _ = test.Matches(Json.Of(("any", Json.Of((name, json)))));
        foreach (var name in new[] { "$and", "$or", "$nor", "$not", "$savedGroup" })
            _ = test.Matches(Json.Of((name, json)));
    }

    [Fuzz]
    public void Any_text_is_a_regular_expression(HardText pattern, HardText more, HardText subject)
    {
        foreach (var name in new[] { "$regex", "$regexi" })
        {
            var condition = Json.Of(("it", Json.Of((name, pattern.Content + "+" + more.Content))));
            _ = new ConditionCase(Json.Of(("it", subject.Content)), Json.Of(), condition).Matches();
        }
    }

    [Fuzz]
    public bool Any_line_is_a_record(DamagedText text) => EvaluationRecord.Parse([.. text.Bytes]) is var ((record, _), errors) && Speaks(errors)
        && (record is null ? errors.Any(error => error.Severity == ErrorSeverity.Fatal) : record.Evaluate().ToString().Length > 0);

    [Fuzz]
    public bool Any_json_is_a_context_an_experiment_a_document(Json json, EvaluationCase test) =>
        Context.Parse(json.ToString(), test.Parse().Payload) is var (context, errors) && Speaks(errors) && Answers(context, test.Key)
        && Experiment.Parse(json.ToString()) is var (experiment, faults) && Speaks(faults) && (experiment is not null || !faults.IsEmpty)
        && StickyAssignmentDocument.Parse(json.ToString()) is var (document, others) && Speaks(others) && (document is not null || !others.IsEmpty);

    [Fuzz]
    public bool Any_value_is_any_type(FiniteJson json)
    {
        var result = new FeatureResult(Values.Parse(json.Value), FeatureResultSource.Force);
        return result.ValueOr(7) is var _ && result.ValueOr("x") is not null && result.ValueOr(new[] { 1 }) is not null
            && result.ValueOr<long?>(7) is not null && result.ValueOr(7m) is var _ && result.ValueOr(true) is var _;
    }

    [Fuzz]
    public bool The_functions_of_the_specification_take_any_text(HardText one, HardText other, int count, double number) =>
        Bucketing.QueryStringOverride(one.Content, other.Content, count) is null or >= 0
        && Bucketing.PaddedVersion(one.Content) is not null
        && Bucketing.BucketRanges(count % 100, number, [number, number]).Length == Math.Max(0, count % 100)
        && !Bucketing.InNamespace(one.Content, new ExperimentNamespace(other.Content, new BucketRange(number, number)));

    private static bool Answers(Context context, string key)
    {
        var (result, effects) = Evaluator.EvalFeature(context, key);
        var explanation = Evaluator.Explain(context, key);
        return result.On != result.Off && effects.ToString().Length > 0 && result.ToValue().ToString().Length > 0
            && explanation.ToString().Length > 0 && explanation.ToValue().ToString().Length > 0 && context.Apply(effects).ToString().Length > 0;
    }

    private static bool Redirects(Context context) => Evaluator.EvalPage(context) is var (page, effects)
        && page.VisualChanges.Length >= 0 && effects.ToString().Length > 0;

    private static bool Speaks(IEnumerable<PayloadError> errors) =>
        errors.All(error => error.Path.StartsWith('$') && error.Message.Length > 0 && error.ToString().Length > 0);

    private static bool IsJson(DamagedText text)
    {
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(text.Bytes.ToArray(), new() { MaxDepth = 1000 });
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
