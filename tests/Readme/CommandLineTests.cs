using System.Globalization;
using System.Text.RegularExpressions;
using GrowthBook.Cli;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>
/// Each line of the pages that calls the command-line tool is run, in the root of the repository. Its exit code is 0, or that of its comment:
/// <c># exit code 1</c>.
/// </summary>
public partial class CommandLineTests
{
    private const string Project = "dotnet run --project src/GrowthBook.Cli -- ";

    private static IEnumerable<(Block Block, string Command)> Calls =>
        from block in Pages.Blocks
        where block.Language == "sh"
        from line in block.Text.Split('\n')
        let command = line.StartsWith("gb ", StringComparison.Ordinal) ? line[3..] : line.StartsWith(Project, StringComparison.Ordinal) ? line[Project.Length..] : null
        where command is not null
        select (block, command);

    public static TheoryData<string> Commands() => [.. Calls.Select(call => call.Command).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_has_the_exit_code_and_the_output_of_the_page(string command)
    {
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Pages.Root;
        try
        {
            var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
            using var terminal = new Terminal(() => Stream.Null, output, error);

            var code = await CommandLine.RunAsync(ShellWords.Of(command), terminal);

            var expected = ExitCodeComment().Match(command) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            Assert.True((int)code == expected, $"exit code {(int)code}: {error}");
            foreach (var (block, _) in Calls.Where(call => call.Command == command))
                block.AssertShows(output.ToString());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void The_pages_call_the_tool() => Assert.NotEmpty(Calls);

    [GeneratedRegex("# exit code ([0-9]+)$")]
    private static partial Regex ExitCodeComment();
}
