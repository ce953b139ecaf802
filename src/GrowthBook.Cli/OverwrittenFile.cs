using System.CommandLine;
using System.CommandLine.Parsing;
using GrowthBook.Cli.Commands;

namespace GrowthBook.Cli;

/// <summary>Finds outputs that would overwrite an input or another output of the same command.</summary>
internal static class OverwrittenFile
{
    /// <summary>A mistake for each output that is a file of another argument or option.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var files = parsed.CommandResult.Children.SelectMany(FilesOf).ToArray();
        foreach (var (output, i) in files.Select((file, i) => (file, i)).Where(each => each.file.IsOutput))
        {
            if (files.Where((file, j) => (!file.IsOutput || j < i) && IsOf(file.Name, file.Path, output.Path)).Select(file => file.Name).FirstOrDefault() is { } other)
                yield return $"{output.Name} would overwrite `{output.Path}`, which {other} names; name another file";
        }
    }

    /// <summary>Whether a file is the one that an argument or an option names, or a schema in the folder that it names.</summary>
    private static bool IsOf(string name, string named, string file) => name == LintCommand.SchemasName
        ? file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && OutputFile.IsSame(Path.TrimEndingDirectorySeparator(named), Path.GetDirectoryName(Path.GetFullPath(file))!)
        : OutputFile.IsSame(named, file);

    private static IEnumerable<(string Name, string Path, bool IsOutput)> FilesOf(SymbolResult part)
    {
        var name = UsageMistakes.NameOf(part);
        var isOutput = name == PopulationOptions.PartialName || OutputFile.Options.Contains(name);
        return isOutput || name == LintCommand.SchemasName || Inputs.Names.Contains(name)
            ? part.Tokens.Select(token => token.Value).Where(text => text != Inputs.StandardInput && !Download.IsUrl(text))
                .Select(text => (name, name is ContextOptions.AttributesName or ContextOptions.ContextName ? text.TrimStart('@') : text, isOutput))
            : [];
    }
}
