using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace GrowthBook.Analysis;

/// <summary>
/// The power of an experiment with a rate as its metric: the share of users who do something. The test is two-sided, of the relative lift by the delta method, with
/// the variance of each arm. Tests of the absolute difference find smaller lifts.
/// </summary>
public static class Power
{
    /// <summary>The level of significance without another one.</summary>
    public const double DefaultAlpha = 0.05;

    /// <summary>The power that is aimed at without another one.</summary>
    public const double DefaultPower = 0.8;

    /// <summary>The probability of finding a relative lift of the rate.</summary>
    /// <param name="rate">The rate of the control, between 0 and 1, both exclusive.</param>
    /// <param name="lift">The relative lift: 0.1 for a rate that is larger by a tenth.</param>
    /// <param name="control">The number of users of the control, above 0.</param>
    /// <param name="treatment">The number of users of the other arm, above 0.</param>
    /// <param name="alpha">The level of significance. Default: 0.05.</param>
    /// <returns>The power, from 0 to 1.</returns>
    public static double Of(double rate, double lift, double control, double treatment, double alpha = DefaultAlpha)
    {
        var treated = Math.Min(1, rate * (1 + lift));
        var se = StandardError(rate * (1 - rate), rate, control, treated * (1 - treated), treated, treatment);
        var z = Normal.InvCDF(0, 1, 1 - (alpha / 2));
        return 1 - Normal.CDF(0, 1, z - (lift / se)) + Normal.CDF(0, 1, -z - (lift / se));
    }

    /// <summary>The standard error of the relative lift, by the delta method.</summary>
    /// <param name="controlVariance">The variance of the metric of one user of the control.</param>
    /// <param name="controlMean">The mean of the control.</param>
    /// <param name="control">The number of users of the control.</param>
    /// <param name="treatmentVariance">The variance of the metric of one user of the other arm.</param>
    /// <param name="treatmentMean">The mean of the other arm.</param>
    /// <param name="treatment">The number of users of the other arm.</param>
    /// <returns>The standard error.</returns>
    public static double StandardError(
        double controlVariance, double controlMean, double control, double treatmentVariance, double treatmentMean, double treatment) => Math.Sqrt(
        (treatmentVariance / (controlMean * controlMean * treatment))
        + (controlVariance * treatmentMean * treatmentMean / (Math.Pow(controlMean, 4) * control)));

    /// <summary>The smallest relative lift that is found with the power wanted.</summary>
    /// <param name="rate">The rate of the control, between 0 and 1, both exclusive.</param>
    /// <param name="control">The number of users of the control, above 0.</param>
    /// <param name="treatment">The number of users of the other arm, above 0.</param>
    /// <param name="power">The power. Default: 0.8.</param>
    /// <param name="alpha">The level of significance. Default: 0.05.</param>
    /// <returns>The lift; <c>null</c> if not even a rate of 1 is found.</returns>
    public static double? SmallestLift(double rate, double control, double treatment, double power = DefaultPower, double alpha = DefaultAlpha)
    {
        var largest = (1 / rate) - 1;
        if (control <= 0 || treatment <= 0 || Of(rate, largest, control, treatment, alpha) < power)
            return null;
        return Brent.FindRoot(lift => Of(rate, lift, control, treatment, alpha) - power, 0, largest, 1e-10, 200);
    }

    /// <summary>The smallest deviation of the share of one of two arms that a test of the shares finds.</summary>
    /// <param name="share">The expected share of the arm, between 0 and 1, both exclusive.</param>
    /// <param name="users">The number of users, above 0.</param>
    /// <param name="power">The power. Default: 0.8.</param>
    /// <param name="alpha">The level of significance. Default: 0.05.</param>
    /// <returns>The deviation, as a share.</returns>
    public static double SmallestDeviation(double share, double users, double power = DefaultPower, double alpha = DefaultAlpha) =>
        (Normal.InvCDF(0, 1, 1 - (alpha / 2)) + Normal.InvCDF(0, 1, power)) * Math.Sqrt(share * (1 - share) / users);
}
