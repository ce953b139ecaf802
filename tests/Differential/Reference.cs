using System.ComponentModel;
using System.Diagnostics;

namespace GrowthBook.Pure.Differential;

/// <summary>The reference SDK in Node, which generates evaluation records and evaluates them.</summary>
internal static class Reference
{
    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "Differential", "reference");

    /// <summary>The reason why the reference cannot run here; <c>null</c> if it can.</summary>
    public static string? Missing()
    {
        try
        {
            using var node = Start("--version");
            node.StandardOutput.ReadToEnd();
            node.WaitForExit();
        }
        catch (Win32Exception)
        {
            return "Node 18 or newer is not installed; the differential suite runs the reference SDK in it.";
        }
        return Directory.Exists(Path.Combine(Folder, "node_modules", "@growthbook", "growthbook"))
            ? null
            : "The reference SDK is not installed; run `npm ci` in tests/Differential/reference.";
    }

    /// <summary>The lines of the records as UTF-8, read while Node generates more.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Records(string seed, int count)
    {
        using var node = Start("generate.mjs", "--seed", seed, "--count", $"{count}");
        var said = node.StandardError.ReadToEndAsync();
        try
        {
            foreach (var line in Lines.Of(node.StandardOutput.BaseStream))
                yield return line;
            node.WaitForExit();
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
        if (node.ExitCode != 0)
            throw new InvalidOperationException($"the generator ended with exit code {node.ExitCode}: {said.GetAwaiter().GetResult()}");
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("node", arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no GrowthBook.sln above {AppContext.BaseDirectory}");
    }
}
