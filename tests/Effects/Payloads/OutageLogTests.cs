using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests;

/// <summary>An outage is one warning per kind of failure, so that the log neither repeats itself nor misleads.</summary>
public sealed class OutageLogTests : ServerTest
{
    [Fact]
    public async Task Another_kind_of_failure_during_an_outage_is_a_warning_once()
    {
        var updater = Updater(PayloadUpdateMode.Manual);
        Server.OnFeatures = Faults.Status(500, "{}");
        await StartAsync(updater);
        await updater.RefreshAsync();
        Assert.Equal([LogLevel.Warning, LogLevel.Debug], Levels());

        Server.OnFeatures = Faults.Status(403, "{}");
        await updater.RefreshAsync();
        Server.OnFeatures = Faults.Status(500, "{}");
        await updater.RefreshAsync();
        Assert.Equal([LogLevel.Warning, LogLevel.Debug, LogLevel.Warning, LogLevel.Debug], Levels());

        Server.OnFeatures = Server.AnswerFeaturesAsync;
        await updater.RefreshAsync();
        Server.OnFeatures = Faults.Status(500, "{}");
        await updater.RefreshAsync();
        Assert.Equal(LogLevel.Warning, Levels()[^1]);
    }

    private LogLevel[] Levels() => [.. Log.GetSnapshot().Where(record => record.Message.StartsWith("payload refresh failed", StringComparison.Ordinal)).Select(record => record.Level)];
}
