using System.Diagnostics;
using System.Text.Json;

namespace GrowthBook.Benchmarks;

/// <summary>The JavaScript SDK's <c>GrowthBookClient</c> with callbacks, on the same calls and the same workload, in a process of its own.</summary>
internal static class ClientPeer
{
    /// <summary>Where the differential suite has the SDK.</summary>
    private const string Reference = "tests/Differential/reference";

    /// <summary>Measures all calls.</summary>
    /// <param name="workload">What to evaluate.</param>
    /// <param name="missing">Why there are no figures; <c>null</c> if there are.</param>
    /// <returns>The nanoseconds of each call that the SDK has, by scenario.</returns>
    public static IReadOnlyDictionary<string, double> Measure(Workload workload, out string? missing)
    {
        var figures = new Dictionary<string, double>();
        var root = Root();
        missing = root is null || !Directory.Exists(Path.Combine(root, Reference, "node_modules"))
            ? $"without the JavaScript SDK: run `npm ci` in {Reference}"
            : null;
        if (missing is not null)
            return figures;
        var folder = Directory.CreateTempSubdirectory("growthbook-bench").FullName;
        workload.Write(folder);
        try
        {
            foreach (var line in Run(root!, folder))
                figures[line.GetProperty("scenario").GetString()!] = line.GetProperty("ns").GetDouble();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            missing = "without the JavaScript SDK: `node` is not installed";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return figures;
    }

    private static List<JsonElement> Run(string root, string folder)
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["--expose-gc", Path.Combine(root, "benchmarks", "Client", "client.mjs")])
        {
            WorkingDirectory = Path.Combine(root, Reference),
            RedirectStandardOutput = true,
            Environment = { ["BENCH_ROOT"] = folder, ["NODE_ENV"] = "production" },
        })!;
        var lines = new List<JsonElement>();
        while (node.StandardOutput.ReadLine() is { } line)
            lines.Add(JsonDocument.Parse(line).RootElement);
        node.WaitForExit();
        return node.ExitCode == 0 ? lines : throw new InvalidOperationException($"client.mjs ended with {node.ExitCode}");
    }

    private static string? Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
