namespace GrowthBook.Pure.Properties;

/// <summary>Bucket ranges in decimal arithmetic, which makes no error for weights and coverage in ten-thousandths.</summary>
public static class NaiveRanges
{
    public static IEnumerable<(decimal Start, decimal End)> Of(Split split, int coverage)
    {
        for (var i = 0; i < split.Count; i++)
        {
            var start = split.Parts.Take(i).Sum() / 10000m;
            yield return (start, start + (split.Parts[i] / 10000m * (coverage / 10000m)));
        }
    }
}
