using System.CommandLine;
using GrowthBook.Cli.Commands;

namespace GrowthBook.Cli;

/// <summary>
/// Finds outputs that would overwrite an input or another output of the same command, and an input to which standard output is appended: lines would be
/// read again without an end.
/// </summary>
internal static class OverwrittenFile
{
    private const string Json = ".json";

    /// <summary>A mistake for each output that is the file of an input, or of an output before it.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        (string Name, string Path)[] options = [.. parsed.CommandResult.Children.SelectMany(part => part.Tokens.Select(token => (UsageMistakes.NameOf(part), token.Value)))];
        (string Name, string Path)[] outputs = [.. options.Where(file => (file.Name == PopulationOptions.PartialName || OutputFile.Options.Contains(file.Name)) && file.Path != Inputs.StandardInput)];
        (string Name, string Path)[] inputs = [.. Inputs.Of(parsed).Where(input => !Download.IsUrl(input.Text))];
        string[] folders = [.. options.Where(option => option.Name == LintCommand.SchemasName).Select(option => option.Path)];
        if (SameFile.WithContent("/dev/stdout") is { } appended && inputs.Concat(outputs).FirstOrDefault(file => SameFile.Is(PathOf(file), appended)) is { Name: { } name })
            yield return $"{name} names the file to which standard output is appended; name another file";
        foreach (var (i, output) in outputs.Index())
        {
            var other = inputs.Where(input => SameFile.Is(PathOf(input), output.Path)).Select(input => input.Path == Inputs.StandardInput ? "is standard input" : $"{input.Name} names")
                .Concat(folders.SelectMany(folder => SchemasOf(folder, output.Path)).Where(schema => SameFile.Is(schema, output.Path)).Select(_ => $"{LintCommand.SchemasName} names"))
                .Concat(outputs[..i].Where(before => SameFile.Is(before.Path, output.Path)).Select(before => $"{before.Name} names"))
                .FirstOrDefault();
            if (other is not null)
                yield return $"{output.Name} would overwrite `{output.Path}`, which {other}; name another file";
        }
    }

    private static string PathOf((string Name, string Text) input) =>
        input.Text == Inputs.StandardInput ? "/dev/stdin"
        : input.Name is ContextOptions.AttributesName or ContextOptions.ContextName ? input.Text.TrimStart('@')
        : input.Text;

    /// <summary>The schemas of a folder, and the one that a file would be in it.</summary>
    private static IEnumerable<string> SchemasOf(string folder, string file) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetFiles(folder, "*" + Json, new EnumerationOptions { AttributesToSkip = 0 }), // skips a folder that cannot be read
        .. file.EndsWith(Json, StringComparison.OrdinalIgnoreCase) ? (string[])[Path.Combine(folder, Path.GetFileName(file))] : [],
    ];
}
