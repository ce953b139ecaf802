using System.ComponentModel;
using System.Diagnostics;
using System.Text;

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

    /// <summary>Skips the test where the reference cannot run; in CI it must run.</summary>
    public static void Need()
    {
        if (Missing() is not { } missing)
            return;
        Assert.False(Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1", missing);
        Skip.If(true, missing);
    }

    /// <summary>The seed of the environment, or one from the clock.</summary>
    public static string Seed() => Environment.GetEnvironmentVariable("GROWTHBOOK_DIFFERENTIAL_SEED") is { Length: > 0 } seed
        ? seed
        : $"{DateTime.UtcNow.Ticks / TimeSpan.TicksPerMillisecond % 1_000_000_000}";

    /// <summary>The lines of the records as UTF-8, read while Node generates more.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Records(string seed, int count) => Generated("generate.mjs", seed, count);

    /// <summary>The lines of sessions, each of one user with several evaluations.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Sessions(string seed, int count) => Generated("sessions.mjs", seed, count);

    /// <summary>Evaluates features of payloads in the reference.</summary>
    /// <param name="payloads">JSON objects with <c>payload</c> and <c>features</c>.</param>
    /// <returns>An answer for each.</returns>
    public static IReadOnlyList<string> Hydrate(IEnumerable<string> payloads) => Answers("hydrate.mjs", payloads);

    /// <summary>Runs the scripts of pages in the reference.</summary>
    /// <param name="pages">JSON objects with <c>script</c> and <c>features</c>.</param>
    /// <returns>An answer for each.</returns>
    public static IReadOnlyList<string> Pages(IEnumerable<string> pages) => Answers("page.mjs", pages);

    private static List<string> Answers(string script, IEnumerable<string> questions)
    {
        using var node = Start(script);
        var answers = Task.Run(() => Lines.Of(node.StandardOutput.BaseStream).Select(line => Encoding.UTF8.GetString(line.Span)).ToList());
        using (var input = node.StandardInput)
        {
            foreach (var question in questions)
                input.BaseStream.Write(Encoding.UTF8.GetBytes(question + "\n"));
        }
        return answers.GetAwaiter().GetResult();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Generated(string script, string seed, int count)
    {
        using var node = Start(script, "--seed", seed, "--count", $"{count}");
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
        RedirectStandardInput = true,
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
