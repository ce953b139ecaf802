using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>
/// A null reference where none is allowed throws <see cref="ArgumentNullException"/> with the parameter's name.
/// Every public function is called with null for each such parameter in turn.
/// </summary>
public class NullArgumentTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Parameters whose documentation gives null a meaning.</summary>
    private static readonly string[] NullMeansSomething =
    [
        "Bucketing.QueryStringOverride(url)", // a page without a URL
        "FeatureKey.op_Implicit(value)", "FeatureKey..ctor(Value)", // counts as the empty key
    ];

    private static readonly object[] Samples =
    [
        new Context(), new Experiment("e", 0, 1), Given.Condition("{}"), Payload.Empty, Payload.Empty.AttributeTests, Attributes.Empty, Value.Object.Empty, Value.Array.Empty, (Value)1, "text",
        new ExperimentNamespace("n", new BucketRange(0, 1)), new StickyAssignmentDocument("id", "1", ImmutableSortedDictionary<string, string>.Empty),
        StickyBuckets.Empty, new FeatureKey("f"), 1, 1.0, true, new BucketRange(0, 1), ImmutableArray<double>.Empty, ImmutableArray<BucketRange>.Empty, ImmutableArray<Value>.Empty,
        new Dictionary<string, Value>(), new Dictionary<string, object?>(), Array.Empty<Value>(), Array.Empty<string>(), Array.Empty<StickyAssignmentDocument>(),
        Array.Empty<Experiment>(),
        JsonSerializerOptions.Default, TestJson.Default.String, Effects.None,
        new FeatureResult(1, FeatureResultSource.Force), Evaluator.EvalAll(new Context()).Result,
        new ExperimentResult { Key = "0", Value = 1, HashAttribute = "id", HashValue = "1" }, new Func<string, string>(text => text), (Result: "", Effects: Effects.None),
        new Func<string, (string, Effects)>(text => (text, Effects.None)), new Func<string, string, string>((a, b) => a + b), default(JsonElement),
        new Parsed<string>("", []), new Func<string, Parsed<string>>(text => new(text, [])),
        (Result: new FeatureResult(1, FeatureResultSource.Force), Effects: Effects.None),
        (Result: new ExperimentResult { Key = "0", Value = 1, HashAttribute = "id", HashValue = "1" }, Effects: Effects.None), typeof(Value),
        new AllFeaturesJsonConverter(), new BucketRangeJsonConverter(), new ConditionJsonConverter(), new EffectJsonConverter(), new ExperimentJsonConverter(),
        new InputJsonConverter(), new PayloadErrorJsonConverter(), new RecordJsonConverter(), new ResultJsonConverter(), new StickyJsonConverter(), new TraceJsonConverter(),
    ];

    public static TheoryData<string> Cases()
    {
        var data = new TheoryData<string>();
        foreach (var (name, _, _) in Parameters())
            data.Add(name);
        return data;
    }

    [Fact]
    public void The_cases_cover_many_parameters() => Assert.True(Parameters().Count() > 50);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Null_throws_and_names_the_parameter(string name)
    {
        var (_, method, parameter) = Parameters().First(candidate => candidate.Name == name);
        var arguments = method.GetParameters().Select(other => other.Position == parameter.Position ? null : Sample(other)).ToArray();
        var target = method.IsStatic || method is ConstructorInfo ? null : Samples.First(method.DeclaringType!.IsInstanceOfType);
        var thrown = Assert.Throws<TargetInvocationException>(() =>
        {
            var result = method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(target, arguments);
            if (result is IEnumerator or (IEnumerable and not string))
                GC.KeepAlive(((IEnumerable)result).Cast<object>().Count());
        });
        Assert.Equal(parameter.Name, Assert.IsType<ArgumentNullException>(thrown.InnerException).ParamName);
    }

    [Fact]
    public void Parts_of_contexts_and_experiments_are_checked_when_they_are_set()
    {
        var context = new Context();
        Assert.Throws<ArgumentNullException>("Payload", () => context with { Payload = null! });
        Assert.Throws<ArgumentNullException>("Attributes", () => context with { Attributes = null! });
        Assert.Throws<ArgumentNullException>("AttributeOverrides", () => context with { AttributeOverrides = null! });
        Assert.Throws<ArgumentNullException>("Url", () => context with { Url = null! });
        Assert.Throws<ArgumentNullException>("ForcedVariations", () => context with { ForcedVariations = null! });
        Assert.Throws<ArgumentNullException>("ForcedFeatureValues", () => context with { ForcedFeatureValues = null! });
        var experiment = new Experiment("e", 0, 1);
        Assert.Throws<ArgumentNullException>("Key", () => experiment with { Key = null! });
        Assert.Throws<ArgumentNullException>("UnknownMembers", () => experiment with { UnknownMembers = null! });
    }

    /// <summary>Tests of applications make results: a null reference would show only where the value is read.</summary>
    [Fact]
    public void Parts_of_results_are_checked_when_they_are_set()
    {
        Assert.Throws<ArgumentNullException>("Value", () => new FeatureResult(null!, FeatureResultSource.Force));
        Assert.Throws<ArgumentNullException>("RuleId", () => new FeatureResult(1, FeatureResultSource.Force, null!));
        var feature = new FeatureResult(1, FeatureResultSource.Force);
        Assert.Throws<ArgumentNullException>("Value", () => feature with { Value = null! });
        Assert.Throws<ArgumentNullException>("RuleId", () => feature with { RuleId = null! });
        var experiment = new ExperimentResult { Key = "0", Value = 1, HashAttribute = "id", HashValue = "1" };
        Assert.Throws<ArgumentNullException>("Key", () => experiment with { Key = null! });
        Assert.Throws<ArgumentNullException>("Value", () => experiment with { Value = null! });
        Assert.Throws<ArgumentNullException>("HashAttribute", () => experiment with { HashAttribute = null! });
        Assert.Throws<ArgumentNullException>("HashValue", () => experiment with { HashValue = null! });
    }

    /// <summary>A default ImmutableArray throws at nearly every use. Every parameter that takes one treats it as an empty or missing list.</summary>
    [Fact]
    public void Default_arrays_count_as_empty()
    {
        var user = new Context(Payload.Empty, new Attributes { ["id"] = "1" });
        var experiment = new Experiment("e", 0, 1);
        Assert.False(Evaluator.RunExperiment(user, experiment with { Variations = default }).Result.InExperiment);
        Assert.False(Evaluator.RunExperiment(user, experiment with { Filters = [new Filter("s", default)] }).Result.InExperiment);
        Assert.Equal(-1, Bucketing.ChooseVariation(0.5, default));
        var leaf = experiment with { ContextualBandit = new ContextualBandit(1, default) };
        var result = Evaluator.RunExperiment(user, leaf).Result.ToString();
        Assert.Contains("\"leafId\":1", result, StringComparison.Ordinal);
        Assert.DoesNotContain("variationWeights", result, StringComparison.Ordinal);
    }

    /// <summary>Public functions and constructors with parameters that must not be null; of records only members in the source.</summary>
    private static IEnumerable<(string Name, MethodBase Method, ParameterInfo Parameter)> Parameters() =>
        from definition in typeof(Evaluator).Assembly.GetExportedTypes()
        let type = definition.IsGenericTypeDefinition ? definition.MakeGenericType(typeof(string)) : definition
        where (!type.IsNested || type.DeclaringType == typeof(Value)) && type != typeof(ValueJsonConverter) // which the serialiser calls
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let method = Closed(member as MethodBase)
        where method is not null && !IsGenerated(type, method)
        from parameter in method.GetParameters()
        where !Open(member, parameter).ParameterType.IsGenericParameter // the caller's type says whether it can be null
            && !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRef && Nullability.Create(Open(member, parameter)).ReadState == NullabilityState.NotNull
        let name = $"{type.Name}.{method.Name}({parameter.Name})"
        where !NullMeansSomething.Contains(name)
        let signature = $"{type.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(other => other.ParameterType + " " + other.Name))}): {parameter.Name}"
        select (signature, method, parameter);

    private static ParameterInfo Open(MemberInfo member, ParameterInfo parameter) => ((MethodBase)member).GetParameters()[parameter.Position];

    private static MethodBase? Closed(MethodBase? method) => method is MethodInfo { IsGenericMethodDefinition: true } generic
        ? generic.MakeGenericMethod(generic.GetGenericArguments().Select(ArgumentFor).ToArray())
        : method;

    private static Type ArgumentFor(Type parameter) =>
        parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? typeof(int) : typeof(string);

    private static bool IsGenerated(Type type, MethodBase method) =>
        method.Name is "Equals" or "op_Equality" or "op_Inequality" or "Deconstruct" or "GetHashCode" or "ToString" or "get_Item" or "set_Item"
            or "TryGetValue" or "ContainsKey"
        || method.Name.StartsWith("get_", StringComparison.Ordinal)
        || method.Name.StartsWith("set_", StringComparison.Ordinal)
        || (method is ConstructorInfo constructor && IsPositional(type, constructor));

    /// <summary>
    /// The constructor of a positional record, which is data: what its parts may be is said by their types.
    /// </summary>
    private static bool IsPositional(Type type, ConstructorInfo constructor) =>
        type.GetMethod("Deconstruct") is { } deconstruct && deconstruct.GetParameters().Length == constructor.GetParameters().Length;

    private static object? Sample(ParameterInfo parameter)
    {
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return parameter.IsOut ? null
            : Nullability.Create(parameter).ReadState == NullabilityState.Nullable && type != typeof(object) && !parameter.ParameterType.IsGenericParameter ? null
            : Samples.FirstOrDefault(type.IsInstanceOfType);
    }
}
