namespace GrowthBook.Pure.Tests.Api;

/// <summary>Shares that code computes can be NaN, such as 0.0 / 0, which is in no range.</summary>
public sealed class NotANumberTests
{
    private const double NaN = double.NaN;

    private static readonly Experiment Valid = new("e", 1, 2);

    public static TheoryData<Experiment, string> Doubtful => new()
    {
        { Valid with { Weights = [NaN, 1] }, "warning at $.weights: a weight is NaN; no user is in the experiment, unless there are ranges" },
        { Valid with { Coverage = NaN }, "warning at $.coverage: NaN counts as 0; a share is a number from 0 to 1, so that 50 % is 0.5" },
        { Valid with { Namespace = new ExperimentNamespace("n", new BucketRange(NaN, 1)) }, "warning at $.namespace: an end is NaN; the range has no bucket" },
        { Valid with { Ranges = [new BucketRange(0, 0.5), new BucketRange(0.5, NaN)] }, "warning at $.ranges[1]: an end is NaN; the range has no bucket" },
        { Valid with { Filters = [new Filter("s", [new BucketRange(NaN, 0.5)])] }, "warning at $.filters[0].ranges[0]: an end is NaN; the range has no bucket" },
        { Valid with { HashVersion = NaN }, "warning at $.hashVersion: neither 1 nor 2; no user is included" },
        { Valid with { Weights = [double.PositiveInfinity, 0] }, "warning at $.weights: the sum is Infinity and not 1; the variations get equal weights, unless there are ranges" },
        { Valid with { Weights = [double.PositiveInfinity, double.NegativeInfinity] }, "warning at $.weights: a weight is beyond 0 to 1; a share is a number from 0 to 1, so that 50 % is 0.5" },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void A_share_that_is_not_a_number_is_a_warning(Experiment experiment, string warning) =>
        Assert.Equal([warning], experiment.Validate().Select(error => error.ToString()));

    /// <summary>What the warnings say.</summary>
    [Fact]
    public void No_user_is_in_an_experiment_with_NaN()
    {
        Experiment[] without =
        [
            Valid with { Weights = [NaN, 1] }, Valid with { Coverage = NaN }, Valid with { HashVersion = NaN },
            Valid with { Namespace = new ExperimentNamespace("n", new BucketRange(NaN, 1)) },
            Valid with { Ranges = [new BucketRange(0, NaN), new BucketRange(NaN, 1)] },
            Valid with { Filters = [new Filter("s", [new BucketRange(NaN, 0.5)])] },
        ];
        for (var i = 0; i < 20; i++)
        {
            var context = new Context(Payload.Empty, new Attributes { ["id"] = $"u-{i}" });
            Assert.All(without, experiment => Assert.False(Evaluator.RunExperiment(context, experiment).Result.InExperiment));
            Assert.True(Evaluator.RunExperiment(context, without[0] with { Ranges = [new BucketRange(0, 0.5), new BucketRange(0.5, 1)] }).Result.InExperiment);
        }
    }

    /// <summary>Reading reports weights that are not numbers itself.</summary>
    [Fact]
    public void Weights_in_JSON_have_one_warning() =>
        Assert.Single(Experiment.Parse("""{"key":"e","variations":[1,2],"weights":["x",1]}""").Errors);
}
