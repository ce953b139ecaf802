using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook.Analysis.Tests;

/// <summary>Compares with the values of scipy, which scipy-values.py writes.</summary>
public sealed class ScipyTests
{
    private static readonly JsonElement Values = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scipy-values.json"))).RootElement;

    [Fact]
    public void Goodness_of_fit()
    {
        foreach (var value in Values.GetProperty("chisquare").EnumerateArray())
        {
            var test = GoodnessOfFit.Test(Counts(value.GetProperty("observed")), Numbers(value.GetProperty("shares")));
            Near(value, "statistic", test.Statistic);
            if (test.IsExact)
                continue;
            Near(value, "p", test.P);
        }
    }

    [Fact]
    public void The_exact_test_of_two_arms_is_the_binomial_test()
    {
        foreach (var value in Values.GetProperty("binomial").EnumerateArray())
        {
            var (count, total, share) = (value.GetProperty("count").GetInt64(), value.GetProperty("total").GetInt64(), value.GetProperty("share").GetDouble());

            var test = GoodnessOfFit.Test([count, total - count], [share, 1 - share]);

            Assert.True(test.IsExact);
            Assert.InRange(test.P, value.GetProperty("p").GetDouble() - 0.02, value.GetProperty("p").GetDouble() + 0.02); // of 10,000 samples
        }
    }

    [Fact]
    public void Intervals()
    {
        foreach (var value in Values.GetProperty("wilson").EnumerateArray())
        {
            var (low, high) = Wilson.Interval(value.GetProperty("count").GetInt64(), value.GetProperty("total").GetInt64(), value.GetProperty("confidence").GetDouble());
            Near(value, "low", low);
            Near(value, "high", high);
        }
    }

    [Fact]
    public void Independence_of_tables()
    {
        foreach (var value in Values.GetProperty("independence").EnumerateArray())
        {
            var test = Independence.Test([.. value.GetProperty("table").EnumerateArray().Select(Counts)]);
            Near(value, "statistic", test.Statistic);
            Near(value, "p", test.P);
            Near(value, "v", test.CramersV);
            Assert.Equal(value.GetProperty("degrees").GetInt32(), test.DegreesOfFreedom);
        }
    }

    [Fact]
    public void Power_and_the_smallest_lift()
    {
        foreach (var value in Values.GetProperty("power").EnumerateArray())
        {
            var (rate, lift) = (value.GetProperty("rate").GetDouble(), value.GetProperty("lift").GetDouble());
            var (control, treatment, alpha) = (value.GetProperty("control").GetDouble(), value.GetProperty("treatment").GetDouble(), value.GetProperty("alpha").GetDouble());
            var power = Power.Of(rate, lift, control, treatment, alpha);
            Near(value, "power", power);
            if (lift > 0)
                Assert.Equal(lift, Power.SmallestLift(rate, control, treatment, power, alpha)!.Value, 1e-6);
        }
    }

    [Fact]
    public void The_sequential_test_has_the_largest_bayes_factor_of_all_prefixes()
    {
        foreach (var value in Values.GetProperty("sequential").EnumerateArray())
        {
            var counts = Counts(value.GetProperty("counts"));
            var test = new SequentialFit(Numbers(value.GetProperty("shares")));
            for (var step = 0; step < 100; step++)
            {
                for (var arm = 0; arm < counts.Length; arm++)
                {
                    for (var i = 0L; i < counts[arm] / 100; i++)
                        test.Add(arm);
                }
            }
            Assert.Equal(1, test.P / value.GetProperty("p").GetDouble(), 1e-6); // lgamma of large numbers loses digits
        }
    }

    [Fact]
    public void Corrected_p_values()
    {
        var value = Values.GetProperty("benjaminiHochberg");

        Assert.Equal(Numbers(value.GetProperty("adjusted")), BenjaminiHochberg.Adjust(Numbers(value.GetProperty("p"))).Select(p => Math.Round(p, 12)));
    }

    private static void Near(JsonElement value, string name, double actual)
    {
        var expected = value.GetProperty(name).GetDouble();
        Assert.True(Math.Abs(actual - expected) <= 1e-9 * Math.Max(1e-3, Math.Abs(expected)) || Math.Abs(actual / expected - 1) < 1e-9, $"{name}: {actual}, scipy has {expected}, in {value}");
    }

    private static ImmutableArray<long> Counts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt64())];

    private static ImmutableArray<double> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
