using System.Diagnostics;
using System.Text.RegularExpressions;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>
/// The arguments of a sample that the pages start from the root of the repository. `dotnet run` starts a web project in the folder of the project,
/// unless the project says otherwise, and a relative path of the page is then another one.
/// </summary>
public partial class SampleCommandTests
{
    private static IEnumerable<(string Project, string Arguments)> Calls =>
        from block in Pages.Blocks
        where block.Language == "sh"
        from Match call in Call().Matches(block.Text)
        select (call.Groups["project"].Value, call.Groups["arguments"].Value);

    public static TheoryData<string, string> Commands()
    {
        var commands = new TheoryData<string, string>();
        foreach (var (project, arguments) in Calls.Distinct())
            commands.Add(project, arguments);
        return commands;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_paths_of_a_command_exist_in_the_folder_in_which_the_sample_runs(string project, string arguments)
    {
        var folder = Path.Combine(Pages.Root, RunFolderOf(project));
        var paths = ShellWords.Of(arguments).Where(word => word.Contains('/', StringComparison.Ordinal) && !word.Contains("://", StringComparison.Ordinal)).ToArray();
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(folder, path)), $"{path} does not exist in {folder}"));
    }

    [Fact]
    public void The_pages_start_samples_with_paths() => Assert.Contains(Calls, call => call.Arguments.Contains("--payload samples/", StringComparison.Ordinal));

    /// <summary>The folder in which `dotnet run` starts a project; empty for that of the caller.</summary>
    private static string RunFolderOf(string project)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:RunWorkingDirectory"]) { WorkingDirectory = Pages.Root, RedirectStandardOutput = true };
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        using var msbuild = Process.Start(start)!;
        var folder = msbuild.StandardOutput.ReadToEnd().Trim();
        msbuild.WaitForExit();
        Assert.Equal(0, msbuild.ExitCode);
        return folder;
    }

    [GeneratedRegex("^dotnet run --project (?<project>samples/\\S+)(?: -- (?<arguments>[^\\n]*))?", RegexOptions.Multiline)]
    private static partial Regex Call();
}
