using System.Collections.Immutable;
using System.Reflection;

namespace GrowthBook.Pure.Tests.Purity;

/// <summary>
/// Every switch over a closed hierarchy or an enum handles each case. The compiler does not check it for
/// hierarchies, so each case is found by reflection and sent through every switch.
/// </summary>
public class ClosedHierarchyTests
{
    private static readonly Experiment SomeExperiment = new("e", 0, 1);

    private static readonly Dictionary<Type, Value> Values = new Value[]
    {
        Value.Null.Instance, Value.Boolean.True, new Value.Number(1.5), new Value.String("x"), Value.Array.Empty, Value.Object.Empty,
    }.ToDictionary(value => value.GetType());

    private static readonly Dictionary<Type, Effect> AllEffects = new Effect[]
    {
        new Effect.StickyBucketAssigned(new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty.Add("e__0", "1"))),
        new Effect.ExperimentViewed(SomeExperiment, Evaluator.RunExperiment(new Context(Payload.Empty, new Attributes { ["id"] = "1" }), SomeExperiment).Result),
        new Effect.FeatureEvaluated("f", new FeatureResult(1, FeatureResultSource.Force, "r")),
        new Effect.EventLogged("Purchase", Value.Object.Empty.With("total", 12.5)),
    }.ToDictionary(effect => effect.GetType());

    private static readonly Dictionary<Type, EvaluationSubject> Subjects = new EvaluationSubject[]
    {
        new EvaluationSubject.OfFeature("f"), new EvaluationSubject.OfExperiment(SomeExperiment), new EvaluationSubject.OfCondition(Given.Condition("{}")),
    }.ToDictionary(subject => subject.GetType());

    public static TheoryData<Type> Cases(Type hierarchy)
    {
        var data = new TheoryData<Type>();
        foreach (var type in hierarchy.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(type => type.BaseType == hierarchy))
            data.Add(type);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases), typeof(Value))]
    public void Every_kind_of_value_goes_through_every_function_of_values(Type kind)
    {
        var value = Values[kind];
        Assert.Equal(value, Given.Value(value.ToJson()));
        Assert.Equal(value.GetHashCode(), Given.Value(value.ToJson()).GetHashCode());
        Assert.Equal(kind.Name.ToLowerInvariant(), Coercion.TypeName(value));
        Assert.NotNull(Coercion.ToText(value));
        _ = Coercion.ToNumber(value);
        _ = value.IsTruthy;
        Assert.NotNull(PaddedVersion.Of(value));
        Assert.True(ValueEquality.SameJson(value, Given.Value(value.ToJson())));
        Assert.Equal(value is not (Value.Array or Value.Object), ValueEquality.StrictEquals(value, value));
        foreach (var other in Values.Values)
        {
            Assert.Equal(value.Equals(other), ReferenceEquals(value, other));
            Assert.Equal(value.Equals(other), ValueEquality.SameJson(value, other));
            var scope = new ConditionScope(SavedGroups.Empty, null);
            Assert.Equal(value.Equals(other) && other is not (Value.Array or Value.Object), ValueSet.Of(new Value.Array([value])).Contains(other, ref scope));
        }
        var (condition, _) = Condition.Parse("""{"a":VALUE}""".Replace("VALUE", value.ToJson(), StringComparison.Ordinal));
        _ = Evaluator.EvalCondition(new Context(Payload.Empty, new Attributes { ["a"] = value }), condition);
        Assert.Equal(value is Value.Null ? "fallback" : value, new FeatureResult(value, FeatureResultSource.Force).ValueOr<Value>("fallback"));
    }

    [Theory]
    [MemberData(nameof(Cases), typeof(Effect))]
    public void Every_kind_of_effect_has_json_and_a_key_and_can_be_applied(Type kind)
    {
        var effect = AllEffects[kind];
        Assert.Equal(kind.Name, ((Value.String)effect.ToValue()["type"]).Content, ignoreCase: true);
        Assert.Equal(effect.ToValue().ToString(), effect.ToString());
        Assert.Equal(Effects.Of(effect), Effects.Parse(Effects.Of(effect).ToString()).Value);
        Assert.NotEqual("", effect.DeduplicationKey);
        Assert.Equal(effect.DeduplicationKey is null ? 2 : 1, Effects.Of(effect, effect).Distinct().Count);
        Assert.Equal(kind == typeof(Effect.EventLogged), effect.DeduplicationKey is null);
        Assert.Equal(kind == typeof(Effect.StickyBucketAssigned) ? 1 : null, new Context().Apply(Effects.Of(effect)).StickyBuckets?.Count);
        Assert.Equal(kind == typeof(Effect.StickyBucketAssigned), effect switch
        {
            Effect.StickyBucketAssigned(var document) => document.Key == "id||1",
            Effect.ExperimentViewed(var experiment, _) => experiment.Key == "",
            Effect.FeatureEvaluated(var key, _) => key.Length == 0,
            Effect.EventLogged(var name, _) => name.Length == 0,
            _ => throw new InvalidOperationException("a case that this test does not know"),
        });
    }

    [Theory]
    [MemberData(nameof(Cases), typeof(EvaluationSubject))]
    public void Every_kind_of_subject_is_read_evaluated_and_written(Type kind)
    {
        var record = new EvaluationRecord("r", new Context(), Subjects[kind]);
        var answer = record.Evaluate();
        var ((read, id), errors) = EvaluationRecord.Parse(record.ToString());
        Assert.Empty(errors);
        Assert.Equal("r", id);
        Assert.Equal(record, read);
        Assert.Equal(answer, read!.Evaluate());
    }

    [Fact]
    public void Every_source_of_a_result_has_a_name_that_reads_back()
    {
        foreach (var source in Enum.GetValues<FeatureResultSource>())
        {
            var name = FeatureResultSources.ToName(source);
            Assert.Equal(source.ToString(), name, ignoreCase: true);
            Assert.Equal(name, ((Value.String)new FeatureResult(1, source).ToValue()["source"]).Content);
        }
    }

    [Fact]
    public void Every_order_decides_every_comparison()
    {
        var expected = new Dictionary<Order, string>
        {
            [Order.Equal] = ".=.",
            [Order.NotEqual] = "<.>",
            [Order.Less] = "<..",
            [Order.LessOrEqual] = "<=.",
            [Order.Greater] = "..>",
            [Order.GreaterOrEqual] = ".=>",
        };
        foreach (var order in Enum.GetValues<Order>())
        {
            var holds = string.Concat(new[] { (-1, '<'), (0, '='), (1, '>') }.Select(c => Orders.Holds(order, c.Item1) ? c.Item2 : '.'));
            Assert.Equal(expected[order], holds);
        }
    }

    [Fact]
    public void Every_severity_has_its_line()
    {
        Assert.Equal("warning at $.a: m", new PayloadError(ErrorSeverity.Warning, "$.a", "m").ToString());
        Assert.Equal("error at $.a: m", new PayloadError(ErrorSeverity.Error, "$.a", "m").ToString());
        Assert.Equal("fatal error at $.a: m", new PayloadError(ErrorSeverity.Fatal, "$.a", "m").ToString());
    }
}
