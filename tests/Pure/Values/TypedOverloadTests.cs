#if !PURE_NETSTANDARD
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
#endif
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>Which function reads a type: scalars by the table, other types through the serializer, by reflection or not.</summary>
public sealed class TypedOverloadTests
{
    private static readonly Context Context = Given.Features(
        """{"mode":{"defaultValue":{"size":"large","sizes":["Small",2],"bySize":{"Large":"x"},"maybe":"Small","plain":7}},"text":{"defaultValue":"x"},"numbers":{"defaultValue":[1,2]}}""");

#if !PURE_NETSTANDARD
    [Fact]
    public void Only_functions_for_any_type_warn_of_reflection()
    {
        var methods = new[] { typeof(FeatureResult), typeof(ExperimentResult), typeof(Evaluator) }
            .SelectMany(type => type.GetMethods()).Where(method => method.Name is "ValueOr" or "GetFeatureValue").ToArray();
        Assert.Equal(24, methods.Length);
        Assert.All(methods, method =>
        {
            var isOfAnyType = method.GetGenericArguments()[0].GetGenericParameterConstraints().Length == 0
                && !method.GetParameters().Any(parameter => parameter.Name == "typeInfo");
            Assert.Equal(isOfAnyType, Warns(method));
            Assert.Equal(isOfAnyType, method.GetParameters().Any(parameter => parameter.ParameterType == typeof(JsonSerializerOptions)));
        });
    }

    [Fact]
    public void Calls_with_a_scalar_warn_of_nothing()
    {
        string? none = null;
        int? noNumber = null;
        Assert.All(
            new LambdaExpression[]
            {
                (FeatureResult result) => result.ValueOr(5), (FeatureResult result) => result.ValueOr("x"), (FeatureResult result) => result.ValueOr(true),
                (FeatureResult result) => result.ValueOr(none), (FeatureResult result) => result.ValueOr<string?>(null), (FeatureResult result) => result.ValueOr(noNumber),
                (FeatureResult result) => result.ValueOr<int>(default), (FeatureResult result) => result.ValueOr(DayOfWeek.Friday),
                (FeatureResult result) => result.ValueOr(1.5m), (FeatureResult result) => result.ValueOr(Guid.Empty), (FeatureResult result) => result.ValueOr((DateOnly?)null),
                (ExperimentResult result) => result.ValueOr((short)1), (Context context) => Evaluator.GetFeatureValue(context, "x", 'c'),
            },
            call => Assert.False(Warns(Assert.IsAssignableFrom<MethodCallExpression>(call.Body).Method)));
    }

    private static bool Warns(MethodInfo method)
    {
        var attributes = (method.GetCustomAttribute<RequiresUnreferencedCodeAttribute>()?.Message, method.GetCustomAttribute<RequiresDynamicCodeAttribute>()?.Message);
        Assert.Equal(attributes.Item1, attributes.Item2);
        return attributes.Item1 is not null;
    }
#endif

    /// <summary>Generated metadata read enums by number, unless the context says otherwise.</summary>
    [Fact]
    public void Generated_metadata_read_enums_by_name_as_reflection_does()
    {
        var (expected, _) = Evaluator.GetFeatureValue(Context, "mode", Mode.None, out var error);
        Assert.Null(error);
        Assert.Equal((Size.Large, Size.Small, 7), (expected.Size, expected.Maybe, expected.Plain));
        foreach (var type in new[] { ModeJson.Default.Mode, NamedModeJson.Default.Mode })
        {
            var (mode, effects) = Evaluator.GetFeatureValue(Context, "mode", Mode.None, type, out error);
            Assert.Null(error);
            Assert.Equal((expected.Size, expected.Maybe, expected.Plain), (mode.Size, mode.Maybe, mode.Plain));
            Assert.Equal([Size.Small, Size.Large], mode.Sizes);
            Assert.Equal("x", mode.BySize[Size.Large]);
            Assert.IsType<Effect.FeatureEvaluated>(Assert.Single(effects));
            Assert.Equal(mode.Size, Evaluator.GetFeatureValue(Context, "mode", Mode.None, type).Value.Size);
        }
    }

    [Fact]
    public void A_name_that_an_enum_lacks_gives_the_fallback_and_names_both()
    {
        var result = new FeatureResult(Given.Value("""{"size":"Huge","sizes":[],"bySize":{},"maybe":null,"plain":7}"""), FeatureResultSource.DefaultValue);
        Assert.Same(Mode.None, result.ValueOr(Mode.None, ModeJson.Default.Mode, out var error));
        Assert.Contains("\"Huge\" is not a value of type Size", error!.Message, StringComparison.Ordinal);
        result = new FeatureResult(Given.Value("""{"size":"Large","sizes":[],"bySize":{},"maybe":null,"plain":"Large"}"""), FeatureResultSource.DefaultValue);
        Assert.Same(Mode.None, result.ValueOr(Mode.None, ModeJson.Default.Mode, out error));
        Assert.Contains("$.plain", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_caller_read_any_type()
    {
        var options = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowReadingFromString };
        var result = new FeatureResult(Given.Value("""["1",2]"""), FeatureResultSource.DefaultValue);
        Assert.Equal([1, 2], result.ValueOr(new List<int>(), options));
        Assert.Empty(result.ValueOr(new List<int>()));
        Assert.Equal([1, 2], Experiment(result.Value).ValueOr(new List<int>(), out var error, options));
        Assert.Null(error);
        Assert.Equal([9], Evaluator.GetFeatureValue(Context, "text", new List<int> { 9 }, out error, options).Value);
        Assert.Contains("$.value", error!.Path, StringComparison.Ordinal);
        Assert.Equal([1, 2], Evaluator.GetFeatureValue(Context, "numbers", new List<int>()).Value);
    }

    /// <summary>Names in snake case, as Python code has them, are those of C# in the other direction too.</summary>
    [Fact]
    public void Options_of_the_caller_name_members_and_keep_the_names_of_enums()
    {
        var snake = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        var shirt = new Shirt("u-1", Size.Large);
        const string json = """{"user_id":"u-1","shirt_size":"Large"}""";
        Assert.Equal(json, Attributes.FromObject(shirt, snake).ToString());
        Assert.Equal(shirt, new FeatureResult(Given.Value(json), FeatureResultSource.DefaultValue).ValueOr(new Shirt("", default), out var error, snake));
        Assert.Null(error);
        Assert.Equal(shirt, new FeatureResult(Given.Value("""{"user_id":"u-1","shirt_size":2}"""), FeatureResultSource.DefaultValue).ValueOr(new Shirt("", default), snake));
        _ = new FeatureResult(Given.Value("""{"user_id":"u-1","shirt_size":"Huge"}"""), FeatureResultSource.DefaultValue).ValueOr(shirt, out error, snake);
        Assert.Contains("\"Huge\" is not a value of type Size", error!.Message, StringComparison.Ordinal);
    }

    private sealed record Shirt(string UserId, Size ShirtSize);

    [Fact]
    public void Each_function_reads_scalars_and_their_nullable_forms()
    {
        var result = Experiment(7);
        Assert.Equal(7, result.ValueOr(1));
        Assert.Equal(7, result.ValueOr((int?)null));
        Assert.Equal(7, result.ValueOr((int?)null, out _));
        Assert.Equal([1], result.ValueOr(new List<int> { 1 }));
        Assert.Null(Evaluator.GetFeatureValue(Context, "text", (int?)null).Value);
        Assert.Null(Evaluator.GetFeatureValue(Context, "text", (int?)null, out var error).Value);
        Assert.Contains("is not a value of type int?", error!.Message, StringComparison.Ordinal);
        Assert.Equal("x", Evaluator.GetFeatureValue(Context, "text", "y").Value);
        Assert.Equal(Size.Small, Evaluator.GetFeatureValue(Context, "text", Size.Small, out error).Value);
        Assert.Contains("is not a value of type Size", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_the_type_as_csharp_does()
    {
        Named("List<int>", new List<int>());
        Named("Dictionary<string, List<double?>>", new Dictionary<string, List<double?>>());
        Named("List<string[,]>", new List<string[,]>());
        Named("List<object>", new List<object>());
        foreach (var (name, error) in new[]
        {
            ("bool", Misfit(true)), ("char", Misfit('c')), ("sbyte", Misfit((sbyte)1)), ("byte", Misfit((byte)1)), ("short", Misfit((short)1)),
            ("ushort", Misfit((ushort)1)), ("int", Misfit(1)), ("uint", Misfit(1u)), ("long", Misfit(1L)), ("ulong", Misfit(1UL)), ("float", Misfit(1f)),
            ("double", Misfit(1.0)), ("decimal", Misfit(1m)), ("nint", Misfit((nint)1)), ("nuint", Misfit((nuint)1)), ("Guid", Misfit(Guid.Empty)),
            ("DayOfWeek", Misfit(DayOfWeek.Friday)), ("string[]", Misfit(Array.Empty<string>())),
        })
        {
            Assert.Equal($"\"no\" is not a value of type {name}; the fallback is used", error);
        }

        static void Named<T>(string name, T fallback) => Assert.StartsWith($"\"no\" is not a value of type {name}: ", Misfit(fallback), StringComparison.Ordinal);

        static string Misfit<T>(T fallback)
        {
            _ = new FeatureResult("no", FeatureResultSource.DefaultValue).ValueOr(fallback, out var error);
            return error!.Message;
        }
    }

    private static ExperimentResult Experiment(Value value) => new() { Key = "0", Value = value, HashAttribute = "id", HashValue = "u-1" };
}

public enum Size
{
    Small = 1,
    Large,
}

public sealed record Mode(Size Size, List<Size> Sizes, Dictionary<Size, string> BySize, Size? Maybe, int Plain)
{
    public static readonly Mode None = new(default, [], [], null, 0);
}

[JsonSerializable(typeof(Mode))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class ModeJson : JsonSerializerContext;

[JsonSerializable(typeof(Mode))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
public sealed partial class NamedModeJson : JsonSerializerContext;
