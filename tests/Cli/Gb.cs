using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>Runs gb in this process and captures its output.</summary>
internal static class Gb
{
    public static Task<Run> RunAsync(params string[] args) => RunWithAsync("", args);

    public static Task<Run> RunWithAsync(string input, params string[] args) =>
        RunWithAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), args);

    public static async Task<Run> RunWithAsync(Stream input, params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        using var terminal = new Terminal(() => input, output, error);
        var code = await CommandLine.RunAsync(args, terminal);
        return new Run(code, output.ToString(), error.ToString());
    }

    internal sealed record Run(ExitCode Code, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
