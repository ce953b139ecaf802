using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>What a call of the client may cost at most.</summary>
/// <param name="Ratio">The time, in those of the pure evaluation; <c>null</c> for no limit.</param>
/// <param name="Nanoseconds">The time; <c>null</c> for no limit.</param>
/// <param name="Bytes">The bytes of the call; <c>null</c> for those of the pure evaluation.</param>
/// <param name="IsParallel">
/// Whether two threads have to do 1.8 times the work of one, or what two threads of the pure evaluation do, if that is less: they share
/// nothing, so that the machine loses the rest.
/// </param>
internal sealed record ClientLimit(double? Ratio = null, double? Nanoseconds = null, double? Bytes = null, bool IsParallel = false)
{
    private const double TwoThreads = 1.8;

    /// <summary>The share by which two threads vary from run to run.</summary>
    private const double Noise = 0.1;

    /// <summary>The limits that a row exceeds, in words; empty if none.</summary>
    public IEnumerable<string> Exceeded(ClientRow row)
    {
        if (Ratio is { } ratio && row.Client / row.Pure > ratio)
            yield return Text($"over {ratio} times");
        if (Nanoseconds is { } nanoseconds && row.Client > nanoseconds)
            yield return Text($"over {nanoseconds} ns");
        if (row.ClientBytes > Math.Round(Bytes ?? row.PureBytes))
            yield return Text($"over {Bytes ?? row.PureBytes:F0} bytes");
        if (IsParallel && row.ClientThreads < TwoThreads && row.ClientThreads < row.PureThreads * (1 - Noise))
            yield return Text($"under {TwoThreads} and under the pure evaluation");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The figures of a call and of the pure evaluation that it contains.</summary>
/// <param name="Client">The nanoseconds of a call.</param>
/// <param name="Pure">The nanoseconds of the pure evaluation.</param>
/// <param name="ClientBytes">The bytes of a call, rounded.</param>
/// <param name="PureBytes">The bytes of the pure evaluation, rounded.</param>
/// <param name="ClientThreads">How many times the work of one thread two threads do.</param>
/// <param name="PureThreads">The same of the pure evaluation.</param>
internal sealed record ClientRow(double Client, double Pure, double ClientBytes, double PureBytes, double ClientThreads, double PureThreads);
