using MathNet.Numerics.Distributions;

namespace GrowthBook.Analysis;

/// <summary>Wilson's interval of a share.</summary>
public static class Wilson
{
    /// <summary>The confidence of the intervals in results.</summary>
    internal const double Confidence = 0.95;

    /// <summary>The interval that contains the true share with the confidence given.</summary>
    /// <param name="count">The number of users with the property, from 0 to <paramref name="total"/> inclusive.</param>
    /// <param name="total">The number of users; without any, the interval is 0 to 1.</param>
    /// <param name="confidence">The confidence, between 0 and 1, both exclusive. Default: 0.95.</param>
    /// <returns>The ends of the interval, from 0 to 1 inclusive.</returns>
    public static (double Low, double High) Interval(long count, long total, double confidence = Confidence) => Interval((double)count, total, confidence);

    /// <summary>The interval for as many independent users as have the variance of those counted.</summary>
    internal static (double Low, double High) Interval(double count, double total, double confidence)
    {
        if (total == 0)
            return (0, 1);
        var z = Normal.InvCDF(0, 1, 1 - ((1 - confidence) / 2));
        var share = count / total;
        var scale = 1 + (z * z / total);
        var center = (share + (z * z / (2.0 * total))) / scale;
        var half = z / scale * Math.Sqrt((share * (1 - share) / total) + (z * z / (4.0 * total * total)));
        return (count == 0 ? 0 : center - half, count == total ? 1 : center + half);
    }
}
