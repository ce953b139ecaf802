using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>The reference SDK in Node, with its own sticky bucket service over ioredis.</summary>
internal sealed class Reference : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(FindRoot(), "tests", "Redis", "reference");

    private readonly Process _node;
    private readonly Task<string> _said;

    public Reference(int redisPort)
    {
        _node = Start("sticky.mjs", redisPort.ToString(CultureInfo.InvariantCulture));
        _said = _node.StandardError.ReadToEndAsync();
    }

    /// <summary>Why this machine cannot run the reference; <c>null</c> if it can.</summary>
    public static string? Missing()
    {
        try
        {
            using var node = Start("--version");
            node.WaitForExit();
        }
        catch (Win32Exception)
        {
            return "Node 18 or newer is not installed; the suite shares documents with the reference SDK in it.";
        }
        return Directory.Exists(Path.Combine(Folder, "node_modules", "ioredis"))
            ? null
            : "The reference SDK is not installed; run `npm ci` in tests/Redis/reference.";
    }

    /// <summary>The response to a request, both as JSON.</summary>
    public async Task<string> AskAsync(string question)
    {
        await _node.StandardInput.WriteLineAsync(question.Replace("\n", " ").Replace("\u2028", "\\u2028")); // Node ends lines there too
        await _node.StandardInput.FlushAsync();
        return await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the reference ended: " + await _said);
    }

    public async ValueTask DisposeAsync()
    {
        _node.Kill(entireProcessTree: true);
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("node", arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
        StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        StandardOutputEncoding = System.Text.Encoding.UTF8,
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
