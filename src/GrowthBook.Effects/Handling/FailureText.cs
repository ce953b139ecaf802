namespace GrowthBook.Client;

/// <summary>
/// Exceptions of other people's code, for a log: the types and the place. Their messages may hold attribute values
/// and stay out of it.
/// </summary>
internal static class FailureText
{
    public static string Of(Exception exception)
    {
        var types = exception.GetType().ToString();
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            types += " < " + inner.GetType();
        return FirstFrame(exception) is { } frame ? types + " " + frame : types;
    }

    private static string? FirstFrame(Exception exception)
    {
        if (exception.StackTrace is not { } trace)
            return null;
        var end = trace.IndexOf('\n');
        return (end < 0 ? trace : trace.Substring(0, end)).Trim();
    }
}

/// <summary>
/// Counts failures, and picks those that are logged: the 1st, 2nd, 4th, 8th and so on, so that what fails all the
/// time does not fill the log.
/// </summary>
internal sealed class FailureCount
{
    private long _count;

    public long Value => Interlocked.Read(ref _count);

    /// <summary>Counts failures.</summary>
    /// <param name="failures">How many, at least 1.</param>
    /// <param name="total">How many there were by now.</param>
    /// <returns>Whether to log.</returns>
    public bool Add(int failures, out long total)
    {
        total = Interlocked.Add(ref _count, failures);
        var before = total - failures;
        return before == 0 || HighestBit(before) != HighestBit(total);
    }

    private static int HighestBit(long value)
    {
        var bit = 0;
        for (; value > 1; value >>= 1)
            bit++;
        return bit;
    }
}
