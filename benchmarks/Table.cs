using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace GrowthBook.Benchmarks;

/// <summary>
/// Benchmarks measured in this process, which generates, builds and starts nothing, and printed as one table; what
/// BenchmarkDotNet logs on the way is printed only when something goes wrong.
/// </summary>
internal static class Table
{
    public static int Print(Type[] types, Job job)
    {
        var log = new QuietLogger();
        var config = ManualConfig.CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(log)
            .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Default, MethodOrderPolicy.Declared))
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        var summaries = BenchmarkRunner.Run(types, config);
        var status = Status(summaries);
        if (status != 0)
            Console.Error.WriteLine(log.Text);
        foreach (var summary in summaries)
            MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        Console.WriteLine($"{summaries.Sum(summary => summary.Reports.Count(report => report.Success))} benchmarks ran");
        return status;
    }

    /// <summary>The exit code: 0 when every benchmark ran.</summary>
    public static int Status(IReadOnlyCollection<Summary> summaries) =>
        summaries.Count == 0 || summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.IsEmpty
            || summary.Reports.Any(report => !report.Success)) ? 1 : 0;

    /// <summary>Keeps the log, and prints a dot for each benchmark.</summary>
    private sealed class QuietLogger : ILogger
    {
        private readonly System.Text.StringBuilder _text = new();

        public string Id => nameof(QuietLogger);

        public int Priority => 0;

        public string Text => _text.ToString();

        public void Write(LogKind logKind, string text)
        {
            _text.Append(text);
            if (text.StartsWith("// Benchmark:", StringComparison.Ordinal))
                Console.Error.Write('.');
        }

        public void WriteLine() => _text.AppendLine();

        public void WriteLine(LogKind logKind, string text)
        {
            Write(logKind, text);
            WriteLine();
        }

        public void Flush()
        {
        }
    }
}
