using System.Globalization;
using GrowthBook.Client.Endurance.Load;
using GrowthBook.Client.Endurance.Server;

// Runs clients under load against a server process that restarts, hangs, sends wrong data and streams, and against stores with
// outages. Prints the counts; returns 1 and the reasons after a violation.
//   --seconds N   the duration, at least 5; default 300
//   --seed N      the seed of the random order of faults; default: random
// With the arguments `server PORT CONTROL-PORT VERSION`, the program is that server.

return args switch
{
    ["server", var port, var control, var version] => await ServeAsync(Number(port), Number(control), Number(version)),
    [] => await LoadAsync(300, AnySeed()),
    ["--seconds", var seconds] => await LoadAsync(Number(seconds), AnySeed()),
    ["--seconds", var seconds, "--seed", var seed] => await LoadAsync(Number(seconds), Number(seed)),
    _ => Explain(),
};

static async Task<int> ServeAsync(int port, int control, int version)
{
    await new ServerProgram(port, control, version).RunAsync();
    return 0;
}

static Task<int> LoadAsync(int seconds, int seed) =>
    seconds < 5 ? Task.FromResult(Explain()) : new LoadProgram(seconds, seed).RunAsync();

static int Explain()
{
    Console.Error.WriteLine("usage: GrowthBook.Endurance [--seconds N [--seed N]], N seconds from 5 on");
    return 2;
}

static int AnySeed() => Random.Shared.Next(100_000);

static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
