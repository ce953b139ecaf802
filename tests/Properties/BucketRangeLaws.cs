using System.Collections.Immutable;

namespace GrowthBook.Pure.Properties;

public class BucketRangeLaws
{
    private const double Tolerance = 1e-12;

    [Law]
    public bool Ranges_are_ordered_and_disjoint(Draw draw) => Ranges(draw) is var ranges
        && ranges.All(range => range.Start <= range.End)
        && Neighbours(ranges).All(pair => pair.Left.End <= pair.Right.Start + Tolerance);

    [Law]
    public bool A_range_is_as_long_as_weight_times_coverage(Draw draw) => Ranges(draw)
        .Zip(draw.Split.Weights, (range, weight) => Near(range.End - range.Start, weight * Share(draw))).All(near => near);

    [Law]
    public bool Ranges_equal_those_in_decimal_arithmetic(Draw draw) => Ranges(draw)
        .Zip(NaiveRanges.Of(draw.Split, draw.Coverage), (range, naive) => Near(range.Start, (double)naive.Start) && Near(range.End, (double)naive.End))
        .All(near => near);

    [Law]
    public bool Full_coverage_leaves_no_gap(Split split) => Bucketing.BucketRanges(split.Count, 1, split.Weights) is var ranges
        && ranges[0].Start == 0 && Near(ranges[^1].End, 1)
        && Neighbours(ranges).All(pair => pair.Left.End == pair.Right.Start);

    [Law]
    public bool A_range_starts_at_the_same_place_for_every_coverage(Draw draw) =>
        Ranges(draw).Select(range => range.Start).SequenceEqual(
            Bucketing.BucketRanges(draw.Split.Count, 1, draw.Split.Weights).Select(range => range.Start));

    [Law]
    public bool A_wrong_number_of_weights_means_equal_weights(Draw draw, bool more) => Equal(
        Bucketing.BucketRanges(draw.Split.Count + (more ? 1 : -1), Share(draw), draw.Split.Weights),
        Bucketing.BucketRanges(draw.Split.Count + (more ? 1 : -1), Share(draw)));

    [Law]
    public bool A_sum_of_weights_beyond_1_percent_of_1_means_equal_weights(Draw draw, bool more) => Equal(
        Bucketing.BucketRanges(draw.Split.Count, Share(draw), Scaled(draw.Split, more ? 1.0101 : 0.9899)),
        Bucketing.BucketRanges(draw.Split.Count, Share(draw)));

    [Law]
    public bool A_sum_of_weights_within_1_percent_of_1_counts(Draw draw, bool more) => Bucketing
        .BucketRanges(draw.Split.Count, 1, Scaled(draw.Split, more ? 1.0099 : 0.9901))
        .Zip(Scaled(draw.Split, more ? 1.0099 : 0.9901), (range, weight) => Near(range.End - range.Start, weight)).All(near => near);

    [Law]
    public bool Coverage_is_clamped(Split split, double beyond) =>
        Equal(Bucketing.BucketRanges(split.Count, 1 + Math.Abs(beyond), split.Weights), Bucketing.BucketRanges(split.Count, 1, split.Weights))
        && Equal(Bucketing.BucketRanges(split.Count, -Math.Abs(beyond), split.Weights), Bucketing.BucketRanges(split.Count, 0, split.Weights))
        || double.IsNaN(beyond);

    [Law]
    public bool Equal_weights_are_equal_and_sum_to_1(int count) => Bucketing.EqualWeights(count % 1000) is var weights
        && weights.Distinct().Count() <= 1 && (count % 1000 <= 0 ? weights.IsEmpty : weights.Length == count % 1000 && Near(weights.Sum(), 1));

    [Law]
    public bool A_bucket_has_the_variation_whose_range_contains_it(Draw draw, Identifier user) =>
        Hashing.Hash(draw.Seed, user.Content, draw.Version) is { } bucket
        && Bucketing.ChooseVariation(bucket, Ranges(draw)) is var variation
        && (variation < 0
            ? !Ranges(draw).Any(range => range.Start <= bucket && bucket < range.End)
            : Ranges(draw)[variation].Start <= bucket && bucket < Ranges(draw)[variation].End);

    private static IEnumerable<(BucketRange Left, BucketRange Right)> Neighbours(ImmutableArray<BucketRange> ranges) =>
        ranges.Zip(ranges.Skip(1), (left, right) => (left, right));

    private static ImmutableArray<BucketRange> Ranges(Draw draw) => Bucketing.BucketRanges(draw.Split.Count, Share(draw), draw.Split.Weights);

    private static double Share(Draw draw) => draw.Coverage / (double)Split.Whole;

    private static ImmutableArray<double> Scaled(Split split, double factor) => [.. split.Weights.Select(weight => weight * factor)];

    private static bool Near(double left, double right) => Math.Abs(left - right) <= Tolerance;

    private static bool Equal(ImmutableArray<BucketRange> left, ImmutableArray<BucketRange> right) => left.SequenceEqual(right);
}
