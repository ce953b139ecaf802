namespace GrowthBook.Pure.Tests.Values;

/// <summary>An object for a type of which System.Text.Json reads no member.</summary>
public sealed class TupleTests
{
    private static readonly Value Theme = Value.Parse("""{"accent":"#222","rounded":true}""").Value!;

    [Fact]
    public void An_object_is_not_a_tuple() => AssertMisfit(Theme, ("#000", false), "ValueTuple<string, bool>: $ is an object, and the type is a tuple");

    [Fact]
    public void An_object_is_not_a_nullable_tuple() => AssertMisfit<(string, bool)?>(Theme, ("#000", false), "$ is an object, and the type is a tuple");

    [Fact]
    public void An_object_is_not_a_struct_with_fields_only() => AssertMisfit(Theme, new Fields { Accent = "#000" }, "a struct without properties; use a record");

    [Fact]
    public void A_member_is_not_a_tuple() => AssertMisfit(
        new Value.Object([new("inner", Theme)]), new Outer(("#000", false)), "$.inner is an object, and the type is a tuple");

    [Fact]
    public void An_object_is_a_struct_with_properties() =>
        Assert.Equal(new Properties("#222", true), Result(Theme).ValueOr(new Properties("#000", false), out _));

    private static void AssertMisfit<T>(Value value, T fallback, string reason)
    {
        Assert.Equal(fallback, Result(value).ValueOr(fallback, out var error));
        Assert.Contains(reason, error!.Message, StringComparison.Ordinal);
    }

    private static FeatureResult Result(Value value) => Evaluator.EvalFeature(
        new Context(Payload.Empty, Attributes.Empty) { ForcedFeatureValues = new Value.Object([new("theme", value)]) }, "theme").Result;

    public struct Fields
    {
        internal string Accent;
    }

    public sealed record Outer((string Accent, bool Rounded) Inner);

    public readonly record struct Properties(string Accent, bool Rounded);
}
