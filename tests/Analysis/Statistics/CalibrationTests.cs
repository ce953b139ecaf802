using System.Collections.Immutable;

namespace GrowthBook.Analysis.Tests;

public sealed class CalibrationTests
{
    /// <summary>The 1 % critical value of the Kolmogorov–Smirnov statistic times the root of the number of values.</summary>
    private const double Critical = 1.628;

    [Theory]
    [InlineData(20_000, 0.5, 0.5)]
    [InlineData(20_000, 0.2, 0.3, 0.5)]
    public void P_values_are_uniform_under_the_null(int users, params double[] shares)
    {
        var random = new Random(7);

        var values = Enumerable.Range(0, 400).Select(_ => GoodnessOfFit.Test(Draw(random, users, shares), [.. shares]).P).Order().ToArray();

        var distance = values.Select((p, i) => Math.Max(Math.Abs(p - ((double)i / values.Length)), Math.Abs(((double)(i + 1) / values.Length) - p))).Max();
        Assert.InRange(distance * Math.Sqrt(values.Length), 0, Critical);
    }

    [Fact]
    public void P_values_of_tables_are_uniform_under_the_null()
    {
        var random = new Random(11);

        var values = Enumerable.Range(0, 400).Select(_ => Independence.Test([Draw(random, 4_000, [0.3, 0.7]), Draw(random, 6_000, [0.3, 0.7])]).P).Order().ToArray();

        var distance = values.Select((p, i) => Math.Max(Math.Abs(p - ((double)i / values.Length)), Math.Abs(((double)(i + 1) / values.Length) - p))).Max();
        Assert.InRange(distance * Math.Sqrt(values.Length), 0, Critical);
    }

    [Fact]
    public void A_planted_mismatch_is_found_with_the_power_predicted()
    {
        const int Runs = 400;
        var random = new Random(3);
        // 1 % deviation of a half: the number of users at which 80 % of the runs find it at the level of 5 %.
        var users = (int)Math.Round(Math.Pow(Power.SmallestDeviation(0.5, 1) / 0.01, 2));

        var found = Enumerable.Range(0, Runs).Count(_ => GoodnessOfFit.Test(Draw(random, users, [0.51, 0.49]), [0.5, 0.5]).P < 0.05);

        Assert.InRange((double)found / Runs, 0.8 - 0.06, 0.8 + 0.06); // three standard deviations
    }

    [Fact]
    public void The_sequential_test_alarms_at_most_as_often_as_its_level()
    {
        var random = new Random(5);

        var alarms = Enumerable.Range(0, 200).Count(_ =>
        {
            var test = new SequentialFit([0.5, 0.5]);
            for (var i = 0; i < 5_000; i++)
                test.Add(random.Next(2));
            return test.P < 0.05;
        });

        Assert.InRange(alarms, 0, 200 * 0.05);
    }

    [Fact]
    public void The_sequential_test_finds_a_planted_mismatch()
    {
        var random = new Random(5);
        var test = new SequentialFit([0.5, 0.5]);
        for (var i = 0; i < 20_000; i++)
            test.Add(random.NextDouble() < 0.55 ? 0 : 1);

        Assert.InRange(test.P, 0, 1e-6);
    }

    [Fact]
    public void A_count_in_an_arm_of_share_0_has_p_value_0_and_the_arm_is_no_degree_of_freedom()
    {
        Assert.Equal((0.0, 1), (GoodnessOfFit.Test([500, 500, 1], [0.5, 0.5, 0]).P, GoodnessOfFit.Test([500, 500, 1], [0.5, 0.5, 0]).DegreesOfFreedom));
        Assert.Equal(GoodnessOfFit.Test([510, 490], [0.5, 0.5]), GoodnessOfFit.Test([510, 490, 0], [0.5, 0.5, 0]));
    }

    [Theory]
    [InlineData(FitVerdict.Mismatch, 0.0001, 510_000, 490_000)]
    [InlineData(FitVerdict.Suspect, 0.0001, 500_100, 499_900)] // a deviation below 0.1 %
    [InlineData(FitVerdict.Suspect, 0.005, 510_000, 490_000)]
    [InlineData(FitVerdict.Match, 0.02, 510_000, 490_000)]
    public void A_mismatch_needs_a_small_p_value_and_a_deviation(FitVerdict expected, double p, long first, long second) =>
        Assert.Equal(expected, GoodnessOfFit.Test([first, second], [0.5, 0.5]).VerdictOf(p));

    [Fact]
    public void Exact_tests_of_many_users_end_and_are_deterministic()
    {
        var (rare, again) = (GoodnessOfFit.Test([4, 99_999_996], [1e-8, 1 - 1e-8]), GoodnessOfFit.Test([4, 99_999_996], [1e-8, 1 - 1e-8]));

        Assert.True(rare.IsExact);
        Assert.Equal(rare, again);
        Assert.InRange(rare.P, 0.012, 0.026); // a Poisson count of mean 1 is 4 or more with 0.01899
    }

    private static ImmutableArray<long> Draw(Random random, int users, double[] shares)
    {
        var counts = new long[shares.Length];
        for (var i = 0; i < users; i++)
        {
            var (at, left) = (0, random.NextDouble());
            while (at < shares.Length - 1 && left >= shares[at])
                left -= shares[at++];
            counts[at]++;
        }
        return [.. counts];
    }
}
