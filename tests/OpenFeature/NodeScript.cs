using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace GrowthBook.Scripts;

/// <summary>A script in Node that uses npm packages; it prints a JSON value per line, and reads a line to continue.</summary>
internal sealed class NodeScript : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly string Root = FindRoot();

    private readonly Process _node;
    private readonly Task<string> _errors;

    private NodeScript(Process node) => (_node, _errors) = (node, node.StandardError.ReadToEndAsync());

    /// <summary>Starts a script; skips the test where Node or the packages are not installed. In CI they must be.</summary>
    /// <param name="folder">The folder with the packages, from the root of the repository.</param>
    /// <param name="script">The file in it.</param>
    /// <param name="arguments">The arguments of the script.</param>
    public static NodeScript Start(string folder, string script, params string[] arguments)
    {
        var missing = Missing(folder);
        Assert.False(missing is not null && Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1", missing);
        Skip.If(missing is not null, missing);
        return new NodeScript(Run(folder, [script, .. arguments]));
    }

    /// <summary>The next line of the script.</summary>
    public async Task<JsonNode> ReadAsync()
    {
        var line = await _node.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        return JsonNode.Parse(line ?? throw new InvalidOperationException("the script ended: " + await _errors))!;
    }

    /// <summary>Lets the script continue.</summary>
    public async Task ContinueAsync()
    {
        await _node.StandardInput.WriteLineAsync();
        await _node.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _node.Kill(entireProcessTree: true);
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private static string? Missing(string folder)
    {
        try
        {
            using var node = Run(folder, ["--version"]);
            node.WaitForExit();
        }
        catch (Win32Exception)
        {
            return "Node 18 or newer is not installed; the test runs npm packages in it.";
        }
        return Directory.Exists(Path.Combine(Root, folder, "node_modules")) ? null : $"The npm packages are not installed; run `npm ci` in {folder}.";
    }

    private static Process Run(string folder, string[] arguments) => Process.Start(new ProcessStartInfo("node", arguments)
    {
        WorkingDirectory = Path.Combine(Root, folder),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        StandardOutputEncoding = Encoding.UTF8,
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
