#if !PURE_NETSTANDARD
using System.Runtime.ExceptionServices;
#endif
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Pure.Tests.Values;

/// <summary>Values of enums under options or metadata of the caller, which know them by number only.</summary>
public sealed class OwnOptionsTests
{
    public enum Plan
    {
        Free,
        Pro,
    }

    private static readonly Offer Fallback = new(Plan.Free, 0);

#if !PURE_NETSTANDARD
    /// <summary>System.Text.Json refuses the name with an exception, which is caught at the first read only.</summary>
    [Fact]
    public void Only_the_first_name_costs_an_exception()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var result = Result("""{"plan":"Pro","seats":3}""");
        Func<Offer>[] reads = [() => result.ValueOr(Fallback, options), () => result.ValueOr(Fallback, OwnOptionsJson.Default.Offer)];
        foreach (var read in reads)
        {
            Assert.Equal(new Offer(Plan.Pro, 3), read());
            Assert.Equal(0, Exceptions(() => Assert.Equal(new Offer(Plan.Pro, 3), read())));
            var number = Result("""{"plan":1,"seats":3}""");
            Assert.InRange(AllocatedBytes.Of(() => read()), 0, 2 * AllocatedBytes.Of(() => number.ValueOr(Fallback, options)));
        }
    }

    private static int Exceptions(Action action)
    {
        var (count, thread) = (0, Environment.CurrentManagedThreadId);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        action();
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        return count;

        void Count(object? sender, FirstChanceExceptionEventArgs e) => count += Environment.CurrentManagedThreadId == thread ? 1 : 0;
    }
#endif

    /// <summary>What was read before changes no answer.</summary>
    [Theory]
    [InlineData("""{"plan":"Pro","seats":3}""", "Pro, 3")]
    [InlineData("""{"plan":7,"seats":3}""", "7, 3")]
    [InlineData("""{"plan":"Gold","seats":3}""", null)]
    [InlineData("""{"plan":1,"seats":"x"}""", null)]
    public void An_answer_is_the_same_after_any_other(string json, string? expected)
    {
        foreach (var other in new[] { "{}", """{"plan":"Pro","seats":1}""", """{"plan":"Gold","seats":1}""", """{"plan":7,"seats":1}""", json })
        {
            var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
            Result(other).ValueOr(Fallback, options);
            var read = Result(json).ValueOr(Fallback, out var error, options);
            var alone = Result(json).ValueOr(Fallback, out var first, new JsonSerializerOptions(JsonSerializerDefaults.Web));
            Assert.Equal((alone, first), (read, error));
            Assert.Equal(expected ?? "Free, 0", $"{read.Plan}, {read.Seats}");
            Assert.Equal(expected is null, error is not null);
        }
    }

    /// <summary>Metadata that the caller has changed are not those of its options.</summary>
    [Fact]
    public void Changed_metadata_are_read_as_they_are_after_a_failure_too()
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        var type = (JsonTypeInfo<Numbers>)resolver.GetTypeInfo(typeof(Numbers), new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = resolver });
        type.Properties.Single(property => property.Name == "seats").Name = "chairs";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(3, Result("""{"chairs":3,"seats":1}""").ValueOr(new Numbers(), type).Seats);
            Assert.Equal(7, Result("""{"chairs":"x"}""").ValueOr(new Numbers { Seats = 7 }, type).Seats);
        }
    }

    private static FeatureResult Result(string json) => new(Given.Value(json), FeatureResultSource.DefaultValue);

    internal sealed record Offer(Plan Plan, int Seats);

    internal sealed class Numbers
    {
        public int Seats { get; set; }
    }
}

[JsonSerializable(typeof(OwnOptionsTests.Offer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OwnOptionsJson : JsonSerializerContext;
