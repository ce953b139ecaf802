using System.Diagnostics;
using System.Globalization;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>
/// A process that saves sticky documents for one user in rounds, each round a new variation for each of its experiments,
/// and checks after every round that all its assignments are stored. No other process writes its experiments, so a missing or
/// old assignment was overwritten by another process that had merged into an older document.
/// </summary>
internal static class SavingProcess
{
    public const int Experiments = 50;

    public static int Main(string[] arguments) =>
        RunAsync(arguments[0], arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture)).GetAwaiter().GetResult();

    /// <summary>Starts one that makes <see cref="Experiments"/> saves in each of its rounds.</summary>
    public static async Task<(int ExitCode, string Said)> StartAsync(string configuration, string name, int rounds)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec", typeof(SavingProcess).Assembly.Location, configuration, name, rounds.ToString(CultureInfo.InvariantCulture),
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said);
    }

    private static async Task<int> RunAsync(string configuration, string name, int rounds)
    {
        await using var redis = new RedisConnection(configuration);
        var store = new RedisStickyBucketStore(redis.GetAsync);

        // The processes begin together.
        var database = (await redis.GetAsync()).GetDatabase();
        await database.StringIncrementAsync("ready");
        await Eventually.Holds(async () => (int)await database.StringGetAsync("ready") >= 2, "the other process is ready");

        for (var round = 1; round <= rounds; round++)
        {
            var variation = round.ToString(CultureInfo.InvariantCulture);
            await Task.WhenAll(Enumerable.Range(0, Experiments).Select(experiment =>
                store.SaveAsync(Documents.Of("user", ($"{name}-{experiment}__0", variation))).AsTask()));
            var stored = (await store.ReadOneAsync("id||user"))!.Assignments;
            var lost = Enumerable.Range(0, Experiments).Count(experiment => !stored.TryGetValue($"{name}-{experiment}__0", out var found) || found != variation);
            if (lost > 0)
            {
                await Console.Error.WriteLineAsync($"{lost} assignments of round {round} are lost");
                return 1;
            }
        }
        return 0;
    }
}
