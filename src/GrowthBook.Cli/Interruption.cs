using System.Runtime.InteropServices;

namespace GrowthBook.Cli;

/// <summary>Ends a run when the user presses Ctrl+C or the system asks for it. Further signals change nothing.</summary>
internal static class Interruption
{
    /// <summary>How long a run may take to end, such as one that waits for input.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static async Task<ExitCode> RunAsync(Terminal terminal, Func<CancellationToken, Task<ExitCode>> run)
    {
        using var interrupt = new CancellationTokenSource();
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ofUser = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var ofSystem = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        var running = Task.Run(() => run(interrupt.Token), CancellationToken.None); // a run may read its input before its first await
        if (await Task.WhenAny(running, interrupted.Task).ConfigureAwait(false) == running)
            return await running.ConfigureAwait(false);
        await interrupt.CancelAsync().ConfigureAwait(false);
        return await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false) == running
            ? await running.ConfigureAwait(false)
            : terminal.Fail(new Fault(ExitCode.Interrupted, "interrupted"));

        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true; // the signal does not end the process
            interrupted.TrySetResult();
        }
    }
}
