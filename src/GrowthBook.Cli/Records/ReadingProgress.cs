using System.Globalization;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Shows a progress bar while a file is read, if messages go to a terminal.</summary>
internal static class ReadingProgress
{
    /// <summary>Runs <paramref name="run"/>, which reports the bytes and records read so far.</summary>
    public static async Task<T> ShowAsync<T>(Stream stream, Terminal terminal, Func<Action<long, long>, Task<T>> run)
    {
        if (!terminal.ShowsProgress)
            return await run(static (_, _) => { }).ConfigureAwait(false);
        var total = stream.CanSeek && stream.Length > 0 ? stream.Length : (long?)null;
        return await terminal.Messages.Progress().AutoClear(true).Columns(Columns(total)).StartAsync(progress =>
        {
            var task = progress.AddTask("0 records", maxValue: total ?? 1);
            task.IsIndeterminate = total is null;
            return run((bytes, records) =>
            {
                task.Description = string.Create(CultureInfo.InvariantCulture, $"{records:N0} records");
                if (total is not null)
                    task.Value = bytes;
            });
        }).ConfigureAwait(false);
    }

    private static ProgressColumn[] Columns(long? total)
    {
        var description = new TaskDescriptionColumn();
        return total is null
            ? [new SpinnerColumn(), description]
            : [description, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
    }
}
