#if !PURE_NETSTANDARD
namespace GrowthBook.Pure.Tests.Values;

/// <summary>Flags of the types that most have are read without an allocation, whichever types the process reads.</summary>
public sealed class PrimitiveTypesTests
{
    [Fact]
    public void Reading_a_primitive_allocates_nothing()
    {
        for (var round = 0; round < 2; round++) // after all types were read, the JIT can assume none
        {
            Allocates("true", true, false);
            AllocatesNullable<bool>("true", true, null);
            Allocates("20", 20, 1);
            AllocatesNullable<int>("20", 20, null);
            Allocates("20", 20L, 1L);
            AllocatesNullable<long>("20", 20L, null);
            Allocates("20.5", 20.5, 1.0);
            AllocatesNullable<double>("20.5", 20.5, null);
            Allocates("20.5", 20.5f, 1f);
            AllocatesNullable<float>("20.5", 20.5f, null);
            Allocates("20", 20m, 1m);
            AllocatesNullable<decimal>("20", 20m, null);
            Allocates("\"a\"", "a", "b");
        }
    }

    [Fact]
    public void Accessors_of_numbers_allocate_nothing()
    {
        var value = Given.Value("20");

        Assert.Equal(0, AllocatedBytes.Of(() => value.AsInt32()));
        Assert.Equal(0, AllocatedBytes.Of(() => value.AsInt64()));
        Assert.Equal(0, AllocatedBytes.Of(() => value.AsDouble()));
        Assert.Equal(0, AllocatedBytes.Of(() => value.AsDecimal()));
    }

    private static void Allocates<T>(string json, T expected, T fallback)
        where T : IComparable?
    {
        var result = new FeatureResult(Given.Value(json), FeatureResultSource.Force);
        Assert.Equal(expected, result.ValueOr(fallback));
        Assert.Equal(0, AllocatedBytes.Of(() => result.ValueOr(fallback)));
    }

    private static void AllocatesNullable<T>(string json, T? expected, T? fallback)
        where T : struct, IComparable
    {
        var result = new FeatureResult(Given.Value(json), FeatureResultSource.Force);
        Assert.Equal(expected, result.ValueOr(fallback));
        Assert.Equal(0, AllocatedBytes.Of(() => result.ValueOr(fallback)));
    }
}
#endif
