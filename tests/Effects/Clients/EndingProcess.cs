using System.Diagnostics;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A process that queues an exposure for a sink and ends. It prints what the sink writes, and the warnings.</summary>
internal static class EndingProcess
{
    public static async Task Main(string[] arguments)
    {
        var log = new FakeLogCollector();
        var options = new GrowthBookOptions { Writer = { MaxBatchDelay = TimeSpan.FromMinutes(10) } };
        if (arguments.Contains("hanging"))
            options.Writer.StopTimeout = TimeSpan.FromMilliseconds(1);
        var client = new GrowthBookClient(
            options,
            new ClientServices
            {
                Source = new InMemoryPayloadSource(Shop.Json),
                Sinks = arguments.Contains("without sinks") ? [] : [EffectSink.Of(async (batch, _) =>
                {
                    if (arguments.Contains("hanging"))
                        await new TaskCompletionSource().Task;
                    if (arguments.Contains("not awaited"))
                    {
                        while (!log.GetSnapshot().Any(line => line.Id.Id == 458))
                            await Task.Delay(10, CancellationToken.None);
                        await Task.Delay(100, CancellationToken.None); // an end that logs and does not wait is sooner
                    }
                    Console.WriteLine($"written: {batch.Length}");
                })],
                LoggerFactory = new CollectingLoggerFactory(log),
            });
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var line in log.GetSnapshot().Where(line => line.Id.Id is 453 or 458))
                Console.WriteLine(line.Message);
        };
        await client.StartAsync();
        client.User(Shop.Ada).EvalFeature("layout");
        if (arguments.Contains("disposed"))
            await client.DisposeAsync();
        if (arguments.Contains("not awaited"))
            _ = client.DisposeAsync().AsTask();
        if (arguments.Contains("flushed"))
            await client.FlushAsync();
        if (arguments.Contains("exiting"))
            Environment.Exit(0);
    }

    /// <summary>Runs one, and returns the lines that it prints.</summary>
    public static async Task<string[]> RunAsync(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(EndingProcess).Assembly.Location, .. arguments.Split(", ")]) { RedirectStandardOutput = true })!;
        var lines = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return lines.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
