using System.Globalization;

namespace GrowthBook.Pure.Properties;

public class PurityLaws
{
    [Law(MaxTest = 150)]
    public bool The_answer_does_not_depend_on_the_culture(EvaluationCase test) =>
        HostileCultures.All.Select(culture => HostileCultures.Under(culture, test.Answer)).Distinct().Count() == 1;

    [Law(MaxTest = 150)]
    public bool Conditions_do_not_depend_on_the_culture(ConditionCase test) =>
        HostileCultures.All.Select(culture => HostileCultures.Under(culture, () => test.Matches())).Distinct().Count() == 1;

    [Law]
    public bool Text_does_not_depend_on_the_culture(Json json, HardText text) => HostileCultures.All
        .Select(culture => HostileCultures.Under(culture, () =>
            Values.Parse(json).ToJson() + Bucketing.PaddedVersion(text.Content) + Hashing.Hash(text.Content, "1", 2)!.Value.ToString("R", CultureInfo.InvariantCulture)))
        .Distinct().Count() == 1;

    [Law(MaxTest = 60)]
    public bool The_answer_does_not_depend_on_the_thread(EvaluationCase one, EvaluationCase other)
    {
        var (first, second) = (one.Parse(), other.Parse());
        var expected = (Answer(first, one.Key), Answer(second, other.Key));
        return ParallelEnumerable.Range(0, 16).WithDegreeOfParallelism(4)
            .All(_ => (Answer(first, one.Key), Answer(second, other.Key)) == expected);
    }

    [Law]
    public bool The_answer_does_not_depend_on_earlier_evaluations(EvaluationCase test, EvaluationCase before)
    {
        var alone = test.Answer();
        _ = before.Answer();
        var context = test.Parse();
        foreach (var key in context.Payload.FeatureKeys)
            _ = Evaluator.EvalFeature(context, key);
        return Answer(context, test.Key) == alone;
    }

    [Law]
    public bool Equal_contexts_give_equal_results_and_effects(EvaluationCase test)
    {
        var (one, other) = (test.Parse(), test.Parse());
        var (left, right) = (Evaluator.EvalFeature(one, test.Key), Evaluator.EvalFeature(other, test.Key));
        return one == (other with { Payload = one.Payload }) && left.Result == right.Result && left.Effects == right.Effects
            && left.Result.GetHashCode() == right.Result.GetHashCode() && left.Effects.GetHashCode() == right.Effects.GetHashCode();
    }

    [Law]
    public bool An_explanation_has_the_same_result_and_effects(EvaluationCase test)
    {
        var (result, effects) = test.Evaluate();
        var explanation = Evaluator.Explain(test.Parse(), test.Key);
        return explanation.Result == result && explanation.Effects == effects
            && explanation.Trace.Key == test.Key && explanation.Trace.Result == result
            && explanation == Evaluator.Explain(test.Parse(), test.Key);
    }

    [Law]
    public bool Evaluating_does_not_change_the_context(EvaluationCase test)
    {
        var (context, copy) = (test.Parse(), test.Parse());
        var (_, effects) = Evaluator.EvalFeature(context, test.Key);
        _ = context.Apply(effects);
        return context.ToString() == copy.ToString() && context == (copy with { Payload = context.Payload });
    }

    [Law]
    public bool IsOn_IsOff_GetFeatureValue_agree_with_EvalFeature(EvaluationCase test)
    {
        var (result, effects) = test.Evaluate();
        return Evaluator.IsOn(test.Parse(), test.Key) == (result.On, effects)
            && Evaluator.IsOff(test.Parse(), test.Key) == (!result.On, effects)
            && Evaluator.GetFeatureValue(test.Parse(), test.Key, "fallback") == (result.ValueOr("fallback"), effects);
    }

    private static string Answer(Context context, string key)
    {
        var (result, effects) = Evaluator.EvalFeature(context, key);
        return result.ToValue() + "\n" + effects;
    }
}
