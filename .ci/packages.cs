#:property PublishAot=false

// Checks what `dotnet pack` made: each project of src/ has a package with what a feed shows, and nothing too much.
// Usage: dotnet run .ci/packages.cs -- REPOSITORY FOLDER

using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

var (repository, folder) = (Path.GetFullPath(args[0]), Path.GetFullPath(args[1]));
var faults = new List<string>();
foreach (var project in Directory.GetFiles(Path.Combine(repository, "src"), "*.csproj", SearchOption.AllDirectories).Order())
{
    var name = Path.GetFileNameWithoutExtension(project);
    var packages = Directory.GetFiles(folder, name + ".*.nupkg").Where(file => Regex.IsMatch(Path.GetFileName(file)[name.Length..], @"^\.\d")).ToList();
    if (packages.Count != 1)
    {
        faults.Add($"{name}: {packages.Count} packages");
        continue;
    }
    using var package = ZipFile.OpenRead(packages[0]);
    var files = package.Entries.Select(entry => entry.FullName).ToList();
    var metadata = XDocument.Parse(Text(package, name + ".nuspec")).Root!.Elements().Single(each => each.Name.LocalName == "metadata").Elements()
        .ToLookup(each => each.Name.LocalName);
    foreach (var member in new[] { "authors", "description", "copyright", "tags", "license", "projectUrl", "repository", "icon", "readme", "releaseNotes" })
        Check(name, metadata[member].Any(each => each.Value.Length > 0 || each.HasAttributes), $"the nuspec has no {member}");
    Check(name, files.Contains("icon.png"), "no icon.png");
    Check(name, files.Contains("README.md"), "no README.md");

    var readme = Text(package, "README.md");
    Check(name, readme.Count(character => character == '\n') is > 10 and < 80, "README.md is not short");
    Check(name, readme == File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "README.md")), "README.md is not the project's");
    var pages = metadata["projectUrl"].Single().Value + "/blob/main/";
    foreach (Match link in Regex.Matches(readme, @"\]\(([^)\s]+)\)"))
    {
        var target = link.Groups[1].Value;
        Check(name, target.StartsWith("https://", StringComparison.Ordinal), $"README.md: {target} is not absolute");
        if (target.StartsWith(pages, StringComparison.Ordinal))
            Check(name, File.Exists(Path.Combine(repository, target[pages.Length..].Split('#')[0])), $"README.md: {target} leads nowhere");
    }

    if (files.Any(file => file.StartsWith("tools/", StringComparison.Ordinal)))
    {
        // The package of a tool names those of its platforms, which have the programs.
        var platforms = Directory.GetFiles(folder, name + ".*.nupkg").Except(packages).ToList();
        Check(name, platforms.Count == 2, $"{platforms.Count} packages of platforms");
        foreach (var platform in platforms)
        {
            using var program = ZipFile.OpenRead(platform);
            foreach (var file in program.Entries.Select(entry => entry.FullName).Where(file => file.StartsWith("tools/", StringComparison.Ordinal)))
            {
                if (Path.GetExtension(file) is ".xml" or ".pdb" or ".dbg" && !file.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal))
                    faults.Add($"{Path.GetFileName(platform)}: {file} belongs into no tool");
            }
        }
        continue;
    }
    foreach (var library in files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal) && file.EndsWith(".dll", StringComparison.Ordinal)))
        Check(name, files.Contains(Path.ChangeExtension(library, ".xml")), $"{library} has no documentation");
    var symbols = Path.ChangeExtension(packages[0], ".snupkg");
    Check(name, File.Exists(symbols) && SymbolsIn(symbols), "no package of symbols");
}
foreach (var fault in faults)
    Console.Error.WriteLine(fault);
return faults.Count == 0 ? 0 : 1;

void Check(string package, bool holds, string fault)
{
    if (!holds)
        faults.Add($"{package}: {fault}");
}

static bool SymbolsIn(string path)
{
    using var package = ZipFile.OpenRead(path);
    return package.Entries.Any(entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal));
}

static string Text(ZipArchive package, string name)
{
    using var reader = new StreamReader(package.GetEntry(name)?.Open() ?? Stream.Null);
    return reader.ReadToEnd();
}
