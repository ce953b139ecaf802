using System.Globalization;
using GrowthBook.Client.Endurance.Load;
using GrowthBook.Client.Endurance.Server;

// Clients under load against a server in another process that restarts, hangs, lies and streams. Prints what was
// counted, and returns 1 with the reasons where something happened that must not.
//   --seconds N   how long, at least 5; default 300
//   --seed N      what the order of events comes from; default: any
// As `server PORT CONTROL-PORT VERSION` the program is that server.

return args switch
{
    ["server", var port, var control, var version] => await ServeAsync(Number(port), Number(control), Number(version)),
    _ => await new LoadProgram(Math.Max(5, Option("--seconds", 300)), Option("--seed", Random.Shared.Next(100_000))).RunAsync(),
};

static async Task<int> ServeAsync(int port, int control, int version)
{
    await new ServerProgram(port, control, version).RunAsync();
    return 0;
}

int Option(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : Number(args[at + 1]);
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
