using System.Globalization;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Shows a progress bar while a file is read, if messages go to a terminal.</summary>
internal static class ReadingProgress
{
    /// <summary>Number of records between two updates of the bar.</summary>
    private const long Interval = 256;

    /// <summary>Runs <paramref name="run"/>, which reports the bytes and records read so far.</summary>
    public static T Show<T>(Stream stream, Terminal terminal, Func<Action<long, long>, T> run)
    {
        if (!terminal.ShowsProgress)
            return run(static (_, _) => { });
        var total = stream.CanSeek && stream.Length > 0 ? stream.Length : (long?)null;
        return terminal.Messages.Progress().AutoClear(true).Columns(Columns(total)).Start(progress =>
        {
            var task = progress.AddTask("0 records", maxValue: total ?? 1);
            task.IsIndeterminate = total is null;
            return run((bytes, records) =>
            {
                if (records % Interval != 0)
                    return;
                task.Description = string.Create(CultureInfo.InvariantCulture, $"{records:N0} records");
                if (total is not null)
                    task.Value = bytes;
            });
        });
    }

    private static ProgressColumn[] Columns(long? total)
    {
        var description = new TaskDescriptionColumn();
        return total is null
            ? [new SpinnerColumn(), description]
            : [description, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
    }
}
