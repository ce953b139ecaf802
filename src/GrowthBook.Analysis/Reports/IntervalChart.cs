using System.Globalization;

namespace GrowthBook.Analysis;

/// <summary>A share with its interval, and the share expected.</summary>
/// <param name="Share">The share.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Expected">The share expected.</param>
internal readonly record struct Interval(double Share, double Low, double High, double Expected)
{
    /// <summary>The largest distance from the expected share.</summary>
    public double Reach => Math.Max(Math.Abs(Low - Expected), Math.Abs(High - Expected));
}

/// <summary>A chart of an interval: a mark in its middle for the expected share, whiskers, and a point for the share.</summary>
internal static class IntervalChart
{
    private const int Middle = 110, Half = 100;

    /// <summary>A chart.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="reach">The distance from the expected share that the chart has to each side.</param>
    /// <param name="arm">The number of the arm, which has its own colour.</param>
    public static Html Of(Interval interval, double reach, int arm)
    {
        var (low, high, share) = (At(interval.Low), At(interval.High), At(interval.Share));
        var title = $"{Shown.Percent(Math.Round(interval.Share, 5))}, 95 % interval {Shown.Interval(interval.Low, interval.High)}, "
            + $"expected {Shown.Percent(Math.Round(interval.Expected, 5))}";
        return Html.Of($"""
            <svg class="interval arm{arm % 7}" viewBox="0 0 {2 * Middle} 20" role="img" aria-label="{title}"><title>{title}</title><line class="axis" x1="0" x2="{2 * Middle}" y1="10" y2="10"></line><line class="expected" x1="{Middle}" x2="{Middle}" y1="0" y2="20"></line><line class="whisker" x1="{low}" x2="{high}" y1="10" y2="10"></line><line class="whisker" x1="{low}" x2="{low}" y1="6" y2="14"></line><line class="whisker" x1="{high}" x2="{high}" y1="6" y2="14"></line><circle cx="{share}" cy="10" r="4"></circle></svg>
            """);

        string At(double value) => (Middle + (reach > 0 ? Math.Clamp((value - interval.Expected) / reach, -1, 1) * Half : 0)).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
