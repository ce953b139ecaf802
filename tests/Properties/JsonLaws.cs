using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace GrowthBook.Pure.Properties;

/// <summary>Every public record, enum and immutable collection goes through System.Text.Json in the form of its <c>ToValue</c>.</summary>
public class JsonLaws
{
    private const int Samples = 200;
    private const int MaxPartsOfType = 10;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Law(MaxTest = 25)]
    public bool What_JSON_can_hold_reads_back_equal(EvaluationCase test, ExperimentCase other, ConditionCase condition, EffectList effects) =>
        Parts(test, other, condition, effects).Where(part => IsRead(part.GetType())).All(part => HostileCultures.All.All(culture =>
            HostileCultures.Under(culture, () => ReadsBack(part))));

    [Law(MaxTest = 50)]
    public bool What_has_a_value_is_written_as_its_value(EvaluationCase test, ExperimentCase other, ConditionCase condition, EffectList effects) =>
        Parts(test, other, condition, effects).All(part => part.GetType().GetMethod("ToValue", [])?.Invoke(part, null) is not Value value
            || (JsonSerializer.Serialize(part, part.GetType(), Relaxed) == value.ToJson()
                && new[] { JsonSerializerOptions.Default, Web }.All(options => JsonSerializer.Serialize(part, part.GetType(), options) == HtmlSafe(value.ToJson()))));

    /// <summary>The text that a record has without one of its own names the types of its collections.</summary>
    [Law(MaxTest = 25)]
    public bool No_text_names_types(EvaluationCase test, ExperimentCase other, ConditionCase condition, EffectList effects) => Parts(test, other, condition, effects).All(part =>
        part.ToString() is { } text && !text.Contains("System.Collections", StringComparison.Ordinal) && !text.StartsWith("GrowthBook.", StringComparison.Ordinal)
            ? true : throw new InvalidOperationException($"{part.GetType()}: {part}"));

    /// <summary>As System.Text.Json escapes by default what could end an element or an attribute of a page.</summary>
    private static string HtmlSafe(string json) =>
        json.Replace("<", "\\u003C").Replace(">", "\\u003E").Replace("&", "\\u0026").Replace("'", "\\u0027");

    [Fact]
    public void Every_public_type_with_equality_is_met_by_the_laws_and_reads_back_or_says_that_it_is_not_read()
    {
        var parts = from test in Arbitraries.OfEvaluationCase().Generator
                    from other in Arbitraries.OfExperimentCase().Generator
                    from condition in Arbitraries.OfConditionCase().Generator
                    from effects in Arbitraries.OfEffectList().Generator
                    select Parts(test, other, condition, effects);
        var missing = DataTypes().Where(IsRead).ToHashSet();
        // Of a fixed seed: rare types, such as bandits, are not in every sample of the laws.
        foreach (var part in parts.Sample(Samples, new Rnd(20260101, 7), 50).SelectMany(sample => sample))
        {
            if (missing.Contains(Definition(part.GetType())))
                Assert.True(ReadsBack(part), part.ToString());
            for (var type = Definition(part.GetType()); type is not null; type = type.BaseType)
                missing.Remove(type);
        }
        Assert.Equal([], missing.Select(type => type.ToString()));
    }

    [Fact]
    public void Every_member_of_an_enum_is_a_name_that_reads_back()
    {
        foreach (var type in DataTypes().Where(type => type.IsEnum))
        {
            foreach (var member in Enum.GetValues(type))
            {
                Assert.Equal(JsonValueKind.String, JsonSerializer.SerializeToElement(member, type).ValueKind);
                Assert.True(ReadsBack(member), $"{type}.{member}");
            }
        }
    }

    /// <summary>The public types with structural equality, and the enums.</summary>
    private static IEnumerable<Type> DataTypes() => typeof(Value).Assembly.GetExportedTypes().Where(type =>
        type.IsEnum || (type.IsGenericType ? type == typeof(Parsed<>) : typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type)));

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    /// <summary>Whether the type can be read, or reading it fails otherwise than by saying that it cannot be.</summary>
    private static bool IsRead(Type type)
    {
        if (type.IsGenericTypeDefinition)
            return true;
        try
        {
            JsonSerializer.Deserialize("{}", type);
            return true;
        }
        catch (NotSupportedException e) when (e.Message.Contains(type.Name, StringComparison.Ordinal) || typeof(TraceStep).IsAssignableFrom(type) || type == typeof(Payload))
        {
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static bool ReadsBack(object part)
    {
        var type = part.GetType();
        var holder = Activator.CreateInstance(typeof(Holder<>).MakeGenericType(type), part)!;
        return new[] { JsonSerializerOptions.Default, Web }.All(options =>
            part.Equals(JsonSerializer.Deserialize(JsonSerializer.Serialize(part, type, options), type, options))
            && holder.Equals(JsonSerializer.Deserialize(JsonSerializer.Serialize(holder, holder.GetType(), options), holder.GetType(), options))
            && (type.BaseType is not { IsAbstract: true } parent || parent.Assembly != type.Assembly
                || part.Equals(JsonSerializer.Deserialize(JsonSerializer.Serialize(part, parent, options), parent, options))));
    }

    /// <summary>The records of an evaluation with all their parts, each without a payload, which has no JSON.</summary>
    private static List<object> Parts(EvaluationCase test, ExperimentCase other, ConditionCase condition, EffectList effects)
    {
        var feature = Record(test.Record.Finite());
        var inline = Record(other.Record.Finite());
        var experiment = ((EvaluationSubject.OfExperiment)inline.Subject).Experiment;
        var (drawn, _) = Evaluator.RunExperiment(inline.Context, experiment);
        var forged = feature.WithAnswer() is var recording ? recording with { Recorded = recording.Recorded! with { Result = "another" } } : null!;
        var met = Condition.Parse(condition.Condition.Finite().ToString()).Value;
        var parts = new List<object>();
        foreach (var root in new object[]
        {
            feature.WithAnswer(), inline.WithAnswer(), Evaluator.EvalFeature(feature.Context, test.Key).Result, Evaluator.Explain(feature.Context, test.Key),
            Evaluator.Explain(inline.Context, experiment), effects.Effects, forged.Replay(), new EvaluationSubject.OfCondition(met), new ParentCondition(test.Key, met, true),
            new PageExperiments(new Redirect("https://shop.example/", experiment, drawn), [new VisualChange(experiment, drawn)]), new PageExperiments(null, []),
            feature.Context.Payload.ReasonOf(test.Key, Evaluator.EvalFeature(feature.Context, test.Key).Result),
            Attributes.Parse(test.Context.ToString()).Map(_ => feature.Context.Attributes), Payload.Parse(test.Payload.ToString()).Errors,
        })
        {
            Add(root is EvaluationRecord record ? record with { Context = record.Context with { Payload = Payload.Empty } } : root, parts);
        }
        return [.. parts.Distinct().GroupBy(part => part.GetType()).SelectMany(same => same.Take(MaxPartsOfType))];
    }

    private static EvaluationRecord Record(Json.Object line) => EvaluationRecord.Parse(line.ToString()).Value.Record!;

    private static void Add(object? part, List<object> parts)
    {
        if (part is null or string or Payload)
            return;
        var isOwn = part.GetType().Assembly == typeof(Value).Assembly;
        if (isOwn)
            parts.Add(part);
        if (part is IEnumerable items and not Value)
        {
            if (!part.GetType().FullName!.Contains("ImmutableArray", StringComparison.Ordinal) || !IsDefault(part))
            {
                foreach (var item in items)
                    Add(item, parts);
            }
        }
        else if (isOwn && part is not Value and not Enum)
        {
            foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
                Add(property.GetValue(part), parts);
        }
    }

    private static bool IsDefault(object array) => (bool)array.GetType().GetProperty("IsDefault")!.GetValue(array)!;

    /// <summary>A record of an application.</summary>
    private sealed record Holder<T>(T Item)
    {
        public Dictionary<string, T> ByName { get; init; } = new() { ["a"] = Item };

        public bool Equals(Holder<T>? other) => other is not null && Equals(Item, other.Item) && ByName.Count == other.ByName.Count && Equals(ByName["a"], other.ByName["a"]);

        public override int GetHashCode() => 0;
    }
}
