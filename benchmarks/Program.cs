using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using GrowthBook.Benchmarks;
using Perfolizer.Horology;

var all = typeof(Program).Assembly.GetTypes()
    .Where(type => type is { IsPublic: true, IsAbstract: false } && type.Namespace == typeof(PathBenchmarks).Namespace)
    .ToArray();

// The scenarios of --lines; the classes with parameters are growth curves.
var paths = all.Where(type => !type.GetProperties().Any(property => property.CanWrite)).ToArray();

return args switch
{
    [] => Table.Print(paths, ShortRun()),
    ["--curves"] => Table.Print(all.Except(paths).ToArray(), ShortRun()),
    ["--smoke"] => Table.Print(all, Job.Dry),
    ["--full"] => Switch(["--filter", "*"]),
    ["--lines", .. var rest] => LineHarness.Print(rest.Contains("--by-hand"), Option(rest, "--only")),
    ["--by-turns", .. var rest] => Turns.Print(Option(rest, "--only")),
    ["--client", .. var rest] => ClientTable.Print(Option(rest, "--only")),
    ["--held"] => Held.Print(),
    ["--compare", .. var files] => Comparison.Print(files),
    ["--write-workload", var folder] => Write(folder),
    _ => Switch(args),
};

static Job ShortRun() => Job.ShortRun.WithIterationTime(TimeInterval.FromMilliseconds(250));

static int Switch(string[] args) => Table.Status(BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args).ToArray());

static string? Option(string[] args, string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();

static int Write(string folder)
{
    Workload.Current.Write(folder);
    return 0;
}
