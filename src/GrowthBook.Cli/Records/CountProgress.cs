using GrowthBook.Analysis;
using Spectre.Console;

namespace GrowthBook.Cli;

/// <summary>Shows a progress bar while a file is read or users are generated, if messages go to a terminal.</summary>
internal static class CountProgress
{
    /// <summary>Runs <paramref name="run"/>, which reports the bytes and records read so far.</summary>
    public static Task<T> ShowAsync<T>(Stream stream, Terminal terminal, Func<Action<long, long>, Task<T>> run) =>
        ShowAsync(terminal.ShowsProgress && stream.CanSeek ? stream.Length : 0, "record", terminal, run);

    /// <summary>Runs <paramref name="run"/>, which reports the size and the number of parts done so far.</summary>
    /// <param name="size">The size of the work; 0 if it is not known.</param>
    /// <param name="unit">What one of the parts is called.</param>
    /// <param name="terminal">Shows the progress.</param>
    /// <param name="run">The work.</param>
    public static async Task<T> ShowAsync<T>(long size, string unit, Terminal terminal, Func<Action<long, long>, Task<T>> run)
    {
        if (!terminal.ShowsProgress)
            return await run(static (_, _) => { }).ConfigureAwait(false);
        var total = size > 0 ? size : (long?)null;
        return await terminal.Messages.Progress().AutoClear(true).Columns(Columns(total)).StartAsync(progress =>
        {
            var task = progress.AddTask(Shown.Count(0, unit), maxValue: total ?? 1);
            task.IsIndeterminate = total is null;
            return run((done, count) =>
            {
                task.Description = Shown.Count(count, unit);
                if (total is not null)
                    task.Value = done;
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
