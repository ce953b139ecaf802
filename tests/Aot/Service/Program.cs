using GrowthBook.Client.Native;
using GrowthBook.Client.Redis.Tests;

// A native program that uses GrowthBook.Effects and GrowthBook.Redis as a service does. Prints one line and returns
// 0, or names the checks that failed and returns 1.

var checks = new Checks();
await checks.RunAsync("hosting", Hosting.CheckAsync);
await checks.RunAsync("invalid options", Hosting.CheckFaultsAsync);
await checks.RunAsync("records", Serialisation.CheckAsync);
if (RedisServer.Missing() is not { } missing)
    await checks.RunAsync("Redis", RedisFleet.CheckAsync);
else if (Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1")
    await checks.RunAsync("Redis", _ => throw new FileNotFoundException(missing));
else
    Console.WriteLine($"Redis is not checked: {missing}");
return checks.Report();
