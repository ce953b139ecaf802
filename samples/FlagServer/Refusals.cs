using GrowthBook.Client;

namespace FlagServer;

/// <summary>Logs refused requests, of each reason the 1st, 2nd, 4th, 8th and so on. Thread-safe.</summary>
internal sealed partial class Refusals(ILogger<Refusals> logger)
{
    private readonly FailureCounts<(string Route, string Error)> _counts = new();

    /// <summary>Counts a refused request.</summary>
    /// <param name="route">The route, a constant.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="error">The reason. Its text before a colon is a constant, for which the refusals are counted.</param>
    public void Note(string route, int status, string error)
    {
        if (_counts.Add((route, error.Split(':')[0]), out var total))
            Refused(logger, route, status, error, total);
    }

    [LoggerMessage(1, LogLevel.Warning, "a request of {Route} got status {Status}: {Error} ({Total} so far)")]
    private static partial void Refused(ILogger logger, string route, int status, string error, long total);
}
