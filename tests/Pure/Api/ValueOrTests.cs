using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>A value that fits a .NET type is converted; another value gives the fallback and an error, never an exception.</summary>
public class ValueOrTests
{
    [Fact]
    public void A_fitting_value_is_converted()
    {
        Fits("true", false, true);
        Fits("\"x\"", "", "x");
        Fits("1", 0, 1);
        Fits("-2147483648", 0, int.MinValue);
        Fits("2147483647", 0, int.MaxValue);
        Fits("1.0", 0, 1);
        Fits("9007199254740993", 0L, 9007199254740992L);
        Fits("-9223372036854775808", 0L, long.MinValue);
        Fits("1.5", 0.0, 1.5);
        Fits("1e400", 0.0, double.PositiveInfinity);
        Fits("1.5", 0f, 1.5f);
        Fits("0.1", 0m, 0.1m);
        Fits("1", (int?)null, 1);
        Fits("1.5", (double?)null, 1.5);
        Fits("true", (bool?)null, true);
        Fits("5", (long?)null, 5);
        Fits("5", (decimal?)null, 5m);
        Fits<Value>("[1]", Value.Null.Instance, Given.Value("[1]"));
        Fits("{\"a\":1}", Value.Object.Empty, Given.Object("{\"a\":1}"));
        Fits("[1,2]", [], new[] { 1, 2 });
        Fits("1", Plan.Free, Plan.Pro);
        Fits("""{"text":"hi","size":3,"plan":1,"ratio":0.5}""", null!, new Banner("hi", 3, Plan.Pro, 0.5));
        Fits("""{"text":"hi","size":3}""", null!, new Banner("hi", 3));
        Fits("7", (short)0, (short)7);
        Fits("\"2026-08-01\"", DateTime.MinValue, new DateTime(2026, 8, 1));
        Fits<object>("1", "", 1L);
    }

    [Fact]
    public void A_value_of_another_type_gives_the_fallback_and_an_error()
    {
        DoesNotFit("\"true\"", false);
        DoesNotFit("1", false);
        DoesNotFit("1", "fallback");
        DoesNotFit("{}", "fallback");
        DoesNotFit("\"1\"", 7);
        DoesNotFit("1.5", 7);
        DoesNotFit("2147483648", 7);
        DoesNotFit("-2147483649", 7);
        DoesNotFit("1e400", 7);
        DoesNotFit("9223372036854775808", 7L);
        DoesNotFit("-9223372036854777856", 7L);
        DoesNotFit("1e300", 7m);
        DoesNotFit("-1e400", 7m);
        DoesNotFit("\"x\"", 7.0);
        DoesNotFit("[]", 7f);
        DoesNotFit("\"x\"", (int?)7);
        DoesNotFit("1", (bool?)true);
        DoesNotFit<Value.Object>("[1]", Value.Object.Empty);
        DoesNotFit("\"x\"", new[] { 7 });
        DoesNotFit("{\"text\":1}", new Banner("f", 1));
        DoesNotFit("\"Nowhere\"", Plan.Free);
        DoesNotFit("1", (Action)(() => { }));
        DoesNotFit("70000", (short)7);
        DoesNotFit("{}", (IDisposable)new MemoryStream());
    }

    [Fact]
    public void Null_gives_the_fallback_without_an_error()
    {
        var result = new FeatureResult(Value.Null.Instance, FeatureResultSource.UnknownFeature);
        Assert.Equal(7, result.ValueOr(7, out var error));
        Assert.Null(error);
        Assert.Equal(7, result.ValueOr(7, TestJson.Default.Int32, out error));
        Assert.Null(error);
        Assert.Equal("x", result.ValueOr("x"));
        Assert.Null(result.ValueOr<int?>(null));
    }

    [Fact]
    public void Nan_from_code_is_a_double_and_no_integer()
    {
        var result = new FeatureResult(double.NaN, FeatureResultSource.Override);
        Assert.True(double.IsNaN(result.ValueOr(0.0)));
        Assert.Equal(7, result.ValueOr(7));
        Assert.Equal(7L, result.ValueOr(7L));
        Assert.Equal(7m, result.ValueOr(7m));
        Assert.Equal(7, result.ValueOr(7, TestJson.Default.Int32));
    }

    [Fact]
    public void A_source_generated_serialiser_reads_the_same()
    {
        var banner = Result("""{"text":"hi","size":3}""");
        Assert.Equal(new Banner("hi", 3), banner.ValueOr(null!, TestJson.Default.Banner));
        Assert.Equal(new Banner("hi", 3), banner.ValueOr(null!, TestJson.Default.Banner, out var error));
        Assert.Null(error);
        Assert.Equal(7, banner.ValueOr(7, TestJson.Default.Int32, out error));
        Assert.Equal(("$.value", ErrorSeverity.Error), (error!.Path, error.Severity));
        Assert.Equal("x", Result("\"x\"").ValueOr("", TestJson.Default.String));
    }

    [Fact]
    public void An_error_quotes_the_value_shortened()
    {
        Result("\"" + new string('x', 200) + "\"").ValueOr(1, out var error);
        Assert.Equal("\"" + new string('x', 76) + "... is not a value of type int; the fallback is used", error!.Message);
        Result("\"x\"").ValueOr<int?>(1, out error);
        Assert.Equal("\"x\" is not a value of type int?; the fallback is used", error!.Message);
    }

    /// <summary>A converter of the caller may return null or throw.</summary>
    [Fact]
    public void A_converter_that_gives_null_or_throws_gives_the_fallback()
    {
        Assert.Equal("f", Result("{}").ValueOr("f", Converting<string>(() => null), out var error));
        Assert.Contains("null", error!.Message, StringComparison.Ordinal);
        foreach (var exception in new Exception[] { new JsonException("j"), new NotSupportedException("n"), new InvalidOperationException("i"), new FormatException("f") })
        {
            Assert.Equal("f", Result("{}").ValueOr("f", Converting<string>(() => throw exception), out error));
            Assert.NotNull(error);
        }
    }

    /// <summary>Metadata that code makes have no equivalent with names of enums.</summary>
    [Fact]
    public void Metadata_without_a_resolver_are_tried_once()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        var version = JsonMetadataServices.CreateValueInfo<Version>(options, JsonMetadataServices.VersionConverter);
        Assert.Equal(new Version(1, 2), Result("\"1.2\"").ValueOr(new Version(0, 1), version, out _));
        Assert.Equal(new Version(0, 1), Result("\"x\"").ValueOr(new Version(0, 1), version, out var error));
        Assert.Contains("is not a value of type Version", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluator_gives_typed_values_with_the_effects()
    {
        var context = Given.Features("""{"size":{"defaultValue":10},"off":{"defaultValue":0},"on":{"defaultValue":"0"}}""");
        var (size, effects) = Evaluator.GetFeatureValue(context, "size", 5);
        Assert.Equal((10, 1), (size, effects.Count));
        Assert.Equal("x", Evaluator.GetFeatureValue(context, "size", "x", out var error).Value);
        Assert.NotNull(error);
        Assert.Equal(5, Evaluator.GetFeatureValue(context, "unknown", 5, out error).Value);
        Assert.Null(error);
        Assert.Equal((true, false), (Evaluator.IsOn(context, "on").IsOn, Evaluator.IsOff(context, "on").IsOff));
        Assert.Equal((false, true), (Evaluator.IsOn(context, "off").IsOn, Evaluator.IsOff(context, "off").IsOff));
        Assert.Equal((false, true), (Evaluator.IsOn(context, "unknown").IsOn, Evaluator.IsOff(context, "unknown").IsOff));
        Assert.Equal(Evaluator.EvalFeature(context, "on").Effects, Evaluator.IsOn(context, "on").Effects);
        Assert.Equal(Evaluator.EvalFeature(context, "on").Effects, Evaluator.IsOff(context, "on").Effects);
    }

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("-0", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", true)]
    [InlineData("{}", true)]
    [InlineData("\"0\"", true)]
    [InlineData("\"false\"", true)]
    [InlineData("0.1", true)]
    [InlineData("true", true)]
    public void On_is_everything_but_null_false_zero_and_the_empty_string(string json, bool on)
    {
        var result = Result(json);
        Assert.Equal((on, !on), (result.On, result.Off));
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    private static void Fits<T>(string json, T fallback, T expected)
    {
        var actual = Result(json).ValueOr(fallback, out var error);
        Assert.Equal(expected, actual);
        Assert.Null(error);
        Assert.Equal(expected, Result(json).ValueOr(fallback));
    }

    private static void DoesNotFit<T>(string json, T fallback)
    {
        var actual = Result(json).ValueOr(fallback, out var error);
        Assert.Equal(fallback, actual);
        Assert.Equal(("$.value", ErrorSeverity.Error), (error!.Path, error.Severity));
        Assert.EndsWith("; the fallback is used", error.Message, StringComparison.Ordinal);
    }

    private static JsonTypeInfo<T> Converting<T>(Func<T?> read)
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        options.Converters.Add(new Converter<T>(read));
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    private sealed class Converter<T>(Func<T?> read) : System.Text.Json.Serialization.JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return read();
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
