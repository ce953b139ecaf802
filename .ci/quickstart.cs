#:property PublishAot=false

// Follows README.md, docs/getting-started.md and docs/install.md as a reader does, in a copy of the tracked files: writes the files that they show,
// runs their sh blocks in order, and compares what a block prints with the text block after it. Then makes an application of the first program of each
// page about web packages, with the packages that the page names.
// Usage: dotnet run .ci/quickstart.cs -- REPOSITORY FOLDER

using System.Diagnostics;
using System.Text.RegularExpressions;

var repository = Path.GetFullPath(args[0]);
var clone = Directory.CreateDirectory(Path.Combine(args[1], "growthbook")).FullName;
var shop = Path.Combine(args[1], "Shop");
try
{
    Check(Run(repository, $"git ls-files -z | xargs -0 tar -c | tar -x -C '{clone}'", out _), "the copy of the repository");

    // NuGet would take packages of the same version that an earlier run packed.
    Check(Run(repository, "dotnet nuget locals global-packages --list | sed 's/^[^ ]* //' | xargs -I FOLDER find FOLDER -maxdepth 1 -name 'growthbook.*' -exec rm -rf {} +", out _), "the packages of earlier runs");

    foreach (var page in new[] { "README.md", "docs/getting-started.md", "docs/install.md" })
        Follow(page);
    foreach (var page in new[] { "docs/aspnetcore.md", "docs/feature-management.md", "docs/ofrep.md" })
        MakeApplication(page);
    return 0;
}
catch (InvalidDataException failed) // after the end of the servers that the page started
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}

void Follow(string page)
{
    Console.WriteLine($"-- {page}");
    if (Directory.Exists(shop))
        Directory.Delete(shop, recursive: true);
    using var server = new BackgroundProcess();
    var text = File.ReadAllText(Path.Combine(clone, page));
    var block = new Regex(@"(?:^<!-- snippet: (?<words>[^\n]+) -->\n)?^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
    var printed = "";
    foreach (Match match in block.Matches(text))
    {
        var (language, content) = (match.Groups["language"].Value, match.Groups["text"].Value);
        var file = Regex.Match(match.Groups["words"].Value, @"file=(\S+)");
        if (language is not ("sh" or "text"))
            printed = "";
        if (file.Success)
        {
            File.WriteAllText(Path.Combine(shop, file.Groups[1].Value), content);
        }
        else if (language == "text" && printed.Length > 0)
        {
            Check(printed == content.TrimEnd(), $"the output\n{printed}\nis not\n{content}");
            printed = "";
        }
        else if (language == "sh" && !IsRunByCi(content))
        {
            Console.WriteLine("$ " + content.TrimEnd().Replace("\n", "\n$ "));
            if (content.Contains("dotnet run", StringComparison.Ordinal))
                server.Start(clone, content);
            else
                Check(Run(clone, content.Replace("curl ", "curl --retry 120 --retry-delay 1 --retry-all-errors "), out printed), $"{page}: {content}");
        }
    }
    Check(Run(shop, "dotnet build", out var log), log);
}

void MakeApplication(string page)
{
    Console.WriteLine($"-- {page}");
    var application = Path.Combine(args[1], "Web" + Path.GetFileNameWithoutExtension(page));
    var text = File.ReadAllText(Path.Combine(clone, page));
    Check(Run(args[1], $"dotnet new web -o '{application}'", out _), "a new application");
    File.Copy(Path.Combine(shop, "nuget.config"), Path.Combine(application, "nuget.config"));
    foreach (Match command in Regex.Matches(text, "^dotnet add package .*$", RegexOptions.Multiline))
        Check(Run(application, command.Value, out var log), log);
    foreach (Match file in Regex.Matches(text, @"^<!-- snippet: file=(\S+)[^\n]*-->\n```\w+\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline))
        File.WriteAllText(Path.Combine(application, file.Groups[1].Value), file.Groups[2].Value);
    var request = Regex.Match(text, @"file=Program\.cs (?:get|post)=(?<url>\S+)(?: body=(?<body>\S+))?.*?^```text\n(?<answer>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline);
    using var server = new BackgroundProcess();
    server.Start(application, "dotnet run --urls http://127.0.0.1:5006");
    var body = request.Groups["body"] is { Success: true, Value: var sent } ? $" --data '{sent}'" : "";
    Check(Run(clone, $"curl -s --fail --retry 120 --retry-delay 1 --retry-all-errors{body} 'http://127.0.0.1:5006{request.Groups["url"].Value}'", out var answer), $"{page}: no answer");
    Check(answer == request.Groups["answer"].Value, $"{page}: the answer\n{answer}\nis not\n{request.Groups["answer"].Value}");
}

// The two commands of the README that .ci/run runs in the repository itself.
static bool IsRunByCi(string block) => block.StartsWith("dotnet run --project src/GrowthBook.Cli", StringComparison.Ordinal) || block == "dotnet test\n";

static bool Run(string folder, string script, out string printed)
{
    using var process = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
    printed = process.StandardOutput.ReadToEnd().TrimEnd();
    process.WaitForExit();
    return process.ExitCode == 0;
}

static void Check(bool holds, string what)
{
    if (!holds)
        throw new InvalidDataException(what);
}

internal sealed class BackgroundProcess : IDisposable
{
    private Process? _process;

    public void Start(string folder, string script) =>
        _process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder });

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
    }
}
