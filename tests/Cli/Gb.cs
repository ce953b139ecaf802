using System.Text;
using GrowthBook.Analysis;

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
        var run = new Run(code, output.ToString(), error.ToString());
        AssertResultsFitTheirSchemas(run);
        return run;
    }

    /// <summary>Each result that has a page fits the schema of its kind.</summary>
    private static void AssertResultsFitTheirSchemas(Run run)
    {
        foreach (var line in run.Lines.Where(line => line.StartsWith("{\"kind\":", StringComparison.Ordinal)))
        {
            if (Value.Parse(line).Value is Value.Object result && !result.ContainsKey(PartialResult.Member) && Report.Kinds.Contains(result["kind"].AsString()))
                Assert.Empty(Report.ToHtml(result).Errors);
        }
    }

    internal sealed record Run(ExitCode Code, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
