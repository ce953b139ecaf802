using GrowthBook.Cli;
using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests;

/// <summary>Each line of the pages that calls the command-line tool is run, in the root of the repository.</summary>
public class CommandLineTests
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
    public async Task A_command_succeeds_and_its_output_equals_the_page(string command)
    {
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Pages.Root;
        try
        {
            var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter());
            using var terminal = new Terminal(() => Stream.Null, output, error);

            var code = await CommandLine.RunAsync(ShellWords.Of(command), terminal);

            Assert.True(code == ExitCode.Ok, error.ToString());
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
}
